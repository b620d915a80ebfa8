// SlurmExecutor and MultiRunManager with real jobs, of the Local scheduler.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  Learner1D,
  Local,
  MultiRunManager,
  RunManager,
  SlurmExecutor,
  SlurmTask,
  type SlurmExecutorOptions,
} from "../../lib/index.js";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "adaptive-executor-"))));
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const limit = { timeout: 60_000 };

describe("SlurmExecutor", () => {
  const make = (options: SlurmExecutorOptions = {}): SlurmExecutor =>
    new SlurmExecutor({
      scheduler: new Local({ cores: 2 }),
      folder: join(folder, "executor"),
      logInterval: 0.3,
      saveInterval: 0.3,
      ...options,
    });

  test("computes calls of several functions in jobs", limit, async () => {
    const factor = 3;
    const executor = make({ sizePerLearner: 2 });
    const scaled = executor.map((x: number) => factor * x, [1, 2, 3, 4, 5]);
    const sum = async (a: number, b: number): Promise<number> => Promise.resolve(a + b);
    const sums = executor.map(sum, [1, 2], new Set([10, 20]));
    const one = executor.submit((text: string, again: number) => text.repeat(again), "ab", 2);
    expect(scaled[0]).toBeInstanceOf(SlurmTask);
    expect(() => scaled[0]!.result()).toThrow(/Call 0 of function 0 has no result yet/);
    const run = executor.finalize()!;
    expect(run).toBe(executor.runManager);
    expect(run.learners).toHaveLength(5);
    expect(await Promise.all(scaled)).toEqual([3, 6, 9, 12, 15]);
    expect(await Promise.all(sums)).toEqual([11, 22]);
    expect(await one).toBe("abab");
    expect([one.done(), one.result(), String(one)]).toEqual([true, "abab", "SlurmTask(2, 0, done)"]);
    expect((await run.finished).status).toBe("finished");
    expect(() => executor.submit(sum, 1, 2)).toThrow(/is finalized: make another one/);
    expect(() => executor.finalize()).toThrow(/is finalized/);
    await executor.cleanup();
    expect(await readdir(join(run.runFolder, "logs"))).toEqual([]);
    await executor.shutdown();
  });

  test("a result that is there already is not computed again; new() begins elsewhere", limit, async () => {
    const stamp = (x: number): [number, number] => [x, process.hrtime()[0]];
    const first = make();
    const [a] = first.map(stamp, [1]);
    first.finalize();
    const value = await a!;
    await first.runManager!.finished;
    const again = make();
    const [b] = again.map(stamp, [1]);
    again.finalize();
    expect(await b!).toEqual(value);
    const fresh = first.new({ sizePerLearner: 7 });
    expect(fresh.folder).not.toBe(first.folder);
    expect(fresh.folder).toMatch(/\.adaptive_scheduler/);
    expect(fresh.finalize()).toBeNull();
    await Promise.all([first.shutdown(), again.shutdown()]);
  });

  test("a call that throws fails with what it threw; a start that fails fails all", limit, async () => {
    const executor = make({ maxFailsPerJob: 1 });
    const task = executor.submit(() => {
      throw new RangeError("no such place");
    });
    executor.finalize();
    await expect(Promise.resolve(task)).rejects.toThrow(/This call has no result: RangeError: no such place/);
    await executor.shutdown();
    const other = make({ name: "other" });
    const promise = Promise.resolve(1);
    const refused = other.submit(() => promise);
    other.finalize();
    await expect(Promise.resolve(refused)).rejects.toThrow(/a Promise cannot travel/);
    await other.shutdown();
  });

  test("shutdown cancels the run, and calls without a result fail", limit, async () => {
    const executor = make();
    const task = executor.submit(() => new Promise(() => undefined));
    const run = executor.finalize()!;
    await run.start();
    const failed = expect(Promise.resolve(task)).rejects.toThrow(/the run is cancelled/);
    await executor.shutdown();
    await failed;
    expect(run.status()).toBe("cancelled");
    const unstarted = make({ name: "unstarted" });
    const never = unstarted.submit(() => 1);
    expect(unstarted.finalize({ start: false })!.status()).toBe("not yet started");
    await unstarted.shutdown();
    await expect(Promise.resolve(never)).rejects.toThrow(/was shut down/);
  });

  test("bad input is refused", () => {
    expect(() => make({ partitionn: "x" } as never)).toThrow(
      /no option "partitionn".*Valid options: .*partition/,
    );
    expect(() => make({ cores: 3 })).toThrow(/was given a scheduler: set cores there/);
    expect(() => make({ sizePerLearner: 0 })).toThrow(/sizePerLearner must be an integer above 0/);
    expect(() => make().map((a: number) => a, [1, 2], [3])).toThrow(
      /lists of the same length; these have 2, 1/,
    );
    // On SLURM unless told otherwise: made without asking the cluster.
    expect(new SlurmExecutor({ partition: "debug", cores: 4 }).runManager).toBeNull();
  });
});

describe("MultiRunManager", () => {
  const run = (jobName: string, goal = 5): RunManager => {
    const learner = new Learner1D((x: number) => x, { bounds: [0, 1] });
    return new RunManager(new Local({ cores: 1 }), [learner], [join(folder, `${jobName}.arrow`)], {
      jobName,
      goal,
      runsFolder: join(folder, "runs"),
      quiet: true,
    });
  };

  test("starts, shows and cancels runs together", limit, async () => {
    const [a, b, c] = [run("a"), run("b", 1e9), run("c")];
    const runs = new MultiRunManager([a!]);
    await runs.addRunManagers([b!]);
    expect([...runs.runManagers.keys()]).toEqual(["a", "b"]);
    await runs.startAll();
    await runs.addRunManager(c!, { start: true, waitFor: "a" });
    expect(a!.status()).toBe("finished");
    await c!.finished;
    expect(runs.info({ format: "text" })).toMatch(/^a\n[^]*\n\nb\n[^]*\n\nc\n/);
    expect(Object.keys(runs.info({ format: "data" }) as object)).toEqual(["a", "b", "c"]);
    await runs.cancelAll();
    expect([a, b, c].map((one) => one!.status())).toEqual(["finished", "cancelled", "finished"]);
    await runs.removeRunManager("b");
    expect([...runs.runManagers.keys()]).toEqual(["a", "c"]);
    for (const one of [a, b, c]) await one!.close();
  });

  test("removing a run that goes on cancels it", limit, async () => {
    const a = run("a", 1e9);
    const runs = new MultiRunManager();
    await runs.addRunManager(a, { start: true });
    await runs.removeRunManager("a");
    expect(a.status()).toBe("cancelled");
    await a.close();
  });

  test("names are told apart, and failures named", limit, async () => {
    const a = run("a");
    expect(() => new MultiRunManager([a, run("a")])).toThrow(/There is a run "a" already/);
    const runs = new MultiRunManager([a]);
    expect(() => runs.addRunManager(run("b"), { start: true, waitFor: "z" })).toThrow(
      /no run "z" here. There are: a/,
    );
    expect(() => runs.addRunManager(run("b"), { waitFor: "a" })).toThrow(/needs start: true/);
    expect([...runs.runManagers.keys()]).toEqual(["a"]);
    await expect(runs.removeRunManager("z")).rejects.toThrow(/no run "z"/);
    const bad = new RunManager(new Local(), [], [], { jobName: "bad", runsFolder: join(folder, "runs") });
    await runs.addRunManager(bad);
    await expect(runs.startAll()).rejects.toThrow(/Some runs failed: "bad": There are no learners/);
    await a.finished;
    await a.close();
  });
});
