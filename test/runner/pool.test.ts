import { afterEach, describe, expect, it } from "vitest";
import { Learner1D, type Learner } from "../../src/learner/index.js";
import {
  PoolExecutor,
  processMembers,
  Runner,
  threadMembers,
  type Attempt,
  type Settled,
} from "../../src/runner/index.js";
import { bundleFile, useWorkerBundle } from "../worker/job.js";
import { ship } from "./ship.js";

useWorkerBundle();

const starts = { threads: threadMembers, processes: processMembers };
const kinds = ["threads", "processes"] as const;
let close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of close) await one();
  close = [];
});

async function makePool(
  kind: "threads" | "processes",
  fn: (x: number) => unknown,
  { cores = 2, ntasks = null as number | null, initializer = undefined as (() => unknown) | undefined } = {},
): Promise<PoolExecutor<Attempt>> {
  const shipped = await ship({ function: fn } as never, initializer);
  const pool = new PoolExecutor<Attempt>({ cores, start: starts[kind](bundleFile()), shipped, ntasks });
  close.push(async () => {
    await pool.close();
    await shipped.dispose();
  });
  return pool;
}

/** Evaluates points, as few or as many at once as the pool wants. */
async function evaluate(
  pool: PoolExecutor<Attempt>,
  points: readonly unknown[],
): Promise<Map<unknown, Settled<Attempt>>> {
  const all = new Map<unknown, Settled<Attempt>>();
  let next = 0;
  while (all.size < points.length) {
    const n = Math.min(Math.max(1, pool.capacity - (next - all.size)), points.length - next);
    if (n > 0) pool.submit(points.slice(next, next + n).map((point) => ({ point, fails: 0 })));
    next += Math.max(n, 0);
    for (const settled of await pool.settled()) all.set(settled.task.point, settled);
  }
  return all;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe.each(kinds)("a pool of %s", (kind) => {
  it("evaluates every point once, cheap ones in batches", async () => {
    const pool = await makePool(kind, (x) => x * x);
    const all = await evaluate(pool, range(5000));
    for (const [x, { value }] of all) expect(value).toBe((x as number) ** 2);
    expect(pool.capacity).toBeGreaterThan(2);
  });

  it("passes points and values of every shape", async () => {
    const pool = await makePool(kind, (x) => [x, new Map([[1, x]]), new Date(0), -0]);
    const points = [1, [1, 2], { a: NaN }, "text", undefined, [[3]]];
    const all = await evaluate(pool, points);
    for (const point of points)
      expect(all.get(point)?.value).toEqual([point, new Map([[1, point]]), new Date(0), -0]);
  });

  it("gives errors with the function's own lines", async () => {
    const pool = await makePool(kind, (x) => {
      if (x === 3) throw new RangeError("three");
      return x;
    });
    const { error } = (await evaluate(pool, range(10))).get(3)!;
    expect(error).toMatchObject({ message: "RangeError: three", point: 3 });
    expect(error!.stack).toMatch(/^RangeError: three\n    at .*pool\.test\.ts:\d+/);
  });

  it("says which value cannot be sent", async () => {
    const pool = await makePool(kind, (x) => (x === 1 ? (): number => 1 : x));
    const all = await evaluate(pool, range(4));
    expect(all.get(1)?.error?.message).toMatch(/cannot be sent/);
    expect(all.get(2)?.value).toBe(2);
  });

  it("finds the point that ended a member, among a batch too", async () => {
    const pool = await makePool(kind, (x) => {
      if (x === 700) process.exit(3);
      return x;
    });
    const all = await evaluate(pool, range(1000));
    expect(all.get(700)?.error).toMatchObject({ point: 700 });
    expect(all.get(700)?.error?.message).toMatch(/exit code 3 while it evaluated this point/);
    expect([...all.values()].filter(({ error }) => error !== undefined)).toHaveLength(1);
  });

  it("runs an initializer once in each member, before its first point", async () => {
    const initializer = (): void =>
      void ((globalThis as { base?: number }).base = ((globalThis as { base?: number }).base ?? 0) + 5);
    const pool = await makePool(kind, (x) => x + (globalThis as unknown as { base: number }).base, {
      initializer,
    });
    const all = await evaluate(pool, range(50));
    for (const [x, { value }] of all) expect(value).toBe((x as number) + 5);
  });

  it("holds several points of an async function in one member", async () => {
    const state = { now: 0, most: 0 };
    const pool = await makePool(kind, async (x) => {
      state.most = Math.max(state.most, ++state.now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      state.now--;
      return [x, state.most];
    }, { cores: 1, ntasks: 4 }); // prettier-ignore
    pool.submit([{ point: 0, fails: 0 }]);
    await pool.settled();
    pool.submit(range(8).map((point) => ({ point, fails: 0 })));
    const values: Settled<Attempt>[] = [];
    while (values.length < 8) values.push(...(await pool.settled()));
    expect(Math.max(...values.map(({ value }) => (value as [number, number])[1]))).toBe(4);
  });

  it("says that a function cannot be revived", async () => {
    const shipped = { folder: "/no/such/folder", index: 0 };
    const pool = new PoolExecutor<Attempt>({ cores: 1, start: starts[kind](bundleFile()), shipped });
    close.push(() => pool.close());
    pool.submit([{ point: 1, fails: 0 }]);
    await expect(async () => pool.settled()).rejects.toMatchObject({ code: "pool-broken" });
  });

  it("takes another function, and forgets the points of the last", async () => {
    const pool = await makePool(kind, (x) => (x === 1 ? new Promise(() => undefined) : x), { cores: 1 });
    await evaluate(pool, [0]);
    pool.submit([{ point: 1, fails: 0 }]);
    const other = await ship({ function: (x: number) => -x } as never);
    close.push(() => other.dispose());
    await pool.use(other);
    expect((await evaluate(pool, [2])).get(2)?.value).toBe(-2);
  });

  it("serves a Runner", async () => {
    const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
    const ports = { shipFunction: (one: Learner) => ship(one), workerFile: bundleFile() };
    const runner = new Runner(learner, { goal: 500, executor: kind, cores: 2 }, ports);
    await runner.finished;
    expect(learner.npoints).toBe(500);
    for (const [x, y] of learner.data) expect(y).toBe(x ** 2);
  });
});

describe("a pool of processes", () => {
  it("survives a function that crashes its process, and names the point", async () => {
    const pool = await makePool("processes", (x) => {
      if (x === 5) process.kill(process.pid, "SIGSEGV");
      return x;
    });
    const all = await evaluate(pool, range(20));
    expect(all.get(5)?.error?.message).toMatch(/ended by SIG\w+ while it evaluated this point/);
    expect(all.size).toBe(20);
  });
});

describe("a pool of threads", () => {
  it("survives a function that uses up its memory, and names the point", async () => {
    const shipped = await ship({
      function: (x: number) => {
        const hoard: unknown[] = [];
        while (x === 5) hoard.push(Array.from({ length: 1000 }, () => ({ x })));
        return x;
      },
    } as never);
    const pool = new PoolExecutor<Attempt>({
      cores: 1,
      start: threadMembers(bundleFile(), { heapMegabytes: 64 }),
      shipped,
    });
    close.push(async () => {
      await pool.close();
      await shipped.dispose();
    });
    const all = await evaluate(pool, range(8));
    expect(all.get(5)?.error?.message).toMatch(/ran out of memory while it evaluated this point/);
    expect(all.size).toBe(8);
  });
});
