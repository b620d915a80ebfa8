import { afterEach, describe, expect, it } from "vitest";
import { readCheckpoint } from "../../src/checkpoint/index.js";
import { Learner1D, type Learner } from "../../src/learner/index.js";
import { startJob, useWorkerBundle } from "./job.js";
import { startRun, type TestRun } from "./manager.js";

useWorkerBundle();

let run: TestRun | undefined;
afterEach(async () => {
  await run?.close();
  run = undefined;
});

const runner = { retries: 0, raiseIfRetriesExceeded: true, ntasks: null, logInterval: 30, saveInterval: 300 };
const learn = (fn: (x: number) => unknown): Learner =>
  new Learner1D(fn as (x: number) => number, { bounds: [-1, 1] }) as never;
async function pointsOf(index = 0): Promise<number[]> {
  return (await readCheckpoint(run!.fname(index))).points as number[];
}

describe("a failing function", () => {
  it("is told with its point and its own lines; what was told before is saved, and the job goes on", async () => {
    const broken = learn((x) => {
      if (x === 0.5) throw new RangeError("no field");
      return x;
    });
    run = await startRun([{ learner: broken }, { learner: learn((x) => x) }]);
    const job = startJob(run, "1");
    expect(await job.ended).toBe(0);
    const fail = run.requests.find(({ verb }) => verb === "fail");
    expect(fail).toMatchObject({
      index: 0,
      epoch: 1,
      error: { message: "RangeError: no field", point: 0.5 },
    });
    const { stack } = (fail as { error: { stack: string } }).error;
    expect(stack).toMatch(/^RangeError: no field\n    at .*failing-function\.test\.ts:\d+/);
    expect(stack).not.toContain("worker.cjs");
    expect((await pointsOf()).length).toBeGreaterThan(2);
    expect(run.requests.map(({ verb }) => verb)).toEqual([
      "start",
      "fail",
      "start",
      "finish",
      "start",
      "leave",
    ]);
  });

  it("is tried again as often as told", async () => {
    let calls = 0;
    const flaky = learn((x) => {
      if (++calls % 3 !== 0) throw new Error("twice");
      return x;
    });
    run = await startRun([{ learner: flaky }], {
      run: { runner: { ...runner, retries: 2 }, goal: { kind: "npoints", npoints: 20 } },
    });
    expect(await startJob(run, "1").ended).toBe(0);
    expect(run.requests.find(({ verb }) => verb === "finish")).toMatchObject({ progress: { retried: 40 } });
  });

  it.each([
    ["ends its thread", (x: number): number => (x === 0.5 ? process.exit(7) : x), /process\.exit\(7\)/],
    [
      "throws from a timer",
      async (x: number): Promise<number> => {
        if (x === 0.5)
          setTimeout(() => {
            throw new Error("late");
          }, 1);
        await new Promise((resolve) => setTimeout(resolve, x === 0.5 ? 1e6 : 0));
        return x;
      },
      /Error: late/,
    ],
  ] as const)("that %s is an error that names the point", async (_what, fn, message) => {
    // prettier-ignore
    run = await startRun([{ learner: learn(fn as never) }, { learner: learn((x) => x) }]);
    const job = startJob(run, "1");
    expect(await job.ended).toBe(0);
    const fail = run.requests.find(({ verb }) => verb === "fail");
    expect(fail).toMatchObject({ error: { message: expect.stringMatching(message) as string, point: 0.5 } });
    expect((await pointsOf()).length).toBeGreaterThan(2);
    expect(run.requests.find(({ verb }) => verb === "finish")).toMatchObject({ index: 1 });
  });

  it("whose value no file can keep is an error that names the point", async () => {
    run = await startRun([{ learner: learn((x) => (x === 0.5 ? () => 1 : x)) }]);
    expect(await startJob(run, "1").ended).toBe(0);
    const fail = run.requests.find(({ verb }) => verb === "fail");
    expect(fail).toMatchObject({
      error: { message: expect.stringContaining("cannot be saved") as string, point: 0.5 },
    });
  });

  it("that crashes a pool's process is an error that names the point", async () => {
    const crash = learn((x) => {
      if (x === 0.5) process.kill(process.pid, "SIGSEGV");
      return x;
    });
    run = await startRun([{ learner: crash }], { resources: { executor: "processes", cores: 2 } });
    expect(await startJob(run, "1").ended).toBe(0);
    const fail = run.requests.find(({ verb }) => verb === "fail");
    expect(fail).toMatchObject({
      error: { message: expect.stringContaining("SIGSEGV") as string, point: 0.5 },
    });
  });
});
