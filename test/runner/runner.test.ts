import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadLearner } from "../../src/checkpoint/index.js";
import { BalancingLearner, Learner1D, SequenceLearner, type Learner } from "../../src/learner/index.js";
import {
  replayLog,
  Runner,
  runnerInfo,
  simple,
  stopAfter,
  type RunnerOptions,
} from "../../src/runner/index.js";
import { ManualExecutor, turn } from "./helpers.js";

const makeLearner = (fn: (x: number) => number | Promise<number> = (x) => x ** 3): Learner1D =>
  new Learner1D(fn as (x: number) => number, { bounds: [-1, 1] });

describe("Runner", () => {
  it("runs a learner until its goal while other code runs", async () => {
    const learner = makeLearner();
    const runner = new Runner(learner, { goal: 50, executor: "sequential" });
    expect(runner.status()).toBe("running");
    expect(learner.npoints).toBe(0);
    await runner.finished;
    expect(runner.status()).toBe("finished");
    expect(learner.npoints).toBe(50);
    expect(learner.pendingPoints.size).toBe(0);
    expect(runnerInfo(runner)).toMatch(
      /^status: finished\nelapsed time: 0:00:00\noverhead: .*\npoints: 50\nlatest loss/,
    );
  });

  it("takes each kind of goal", async () => {
    const run = async (options: object): Promise<Learner1D> => {
      const learner = makeLearner();
      await new Runner(learner, { executor: "sequential", ...options }).finished;
      return learner;
    };
    expect((await run({ npointsGoal: 7 })).npoints).toBe(7);
    expect((await run({ lossGoal: 0.05 })).loss()).toBeLessThanOrEqual(0.05);
    expect((await run({ goal: (learner: Learner) => learner.npoints === 9 })).npoints).toBe(9);
    expect((await run({ durationGoal: 0.01 })).npoints).toBeGreaterThan(0);
    expect((await run({ endTimeGoal: new Date(0) })).npoints).toBe(0);
    expect((await run({ goal: stopAfter({ seconds: 0.01 }) })).npoints).toBeGreaterThan(0);
    const sequence = new SequenceLearner((x: number) => x, { sequence: [1, 2] });
    await new Runner(sequence, { executor: "sequential" }).finished;
    expect(sequence.result()).toEqual([1, 2]);
  });

  it("goes on until every child of a balancing learner meets the goal", async () => {
    const run = async (goal: RunnerOptions["goal"]): Promise<Learner1D[]> => {
      const children = [makeLearner(), makeLearner((x) => 1 / (0.001 + x * x))];
      const balancing = new BalancingLearner(children);
      await new Runner(balancing, { executor: "sequential", goal: goal as never }).finished;
      return children;
    };
    for (const child of await run(20)) expect(child.npoints).toBeGreaterThanOrEqual(20);
    for (const child of await run({ loss: 0.1 })) expect(child.loss()).toBeLessThanOrEqual(0.1);
  });

  it("refuses to run for ever when it was told to", () => {
    const balancing = new BalancingLearner([makeLearner(), makeLearner()]);
    expect(() => new Runner(balancing, { allowRunningForever: false })).toThrowError(/give a goal/);
    expect(() => simple(balancing, {})).toThrowError(/give a goal/);
  });

  it("runs async functions side by side in this thread", async () => {
    let most = 0;
    let now = 0;
    const learner = makeLearner(async (x) => {
      most = Math.max(most, ++now);
      await turn();
      now--;
      return x;
    });
    await new Runner(learner, { goal: 20, cores: 3 }).finished;
    expect(most).toBe(3);
  });

  it("can be cancelled", async () => {
    const learner = makeLearner();
    const runner = new Runner(learner, { executor: "sequential" });
    await turn();
    runner.cancel();
    await runner.finished;
    expect(runner.status()).toBe("cancelled");
    expect(learner.pendingPoints.size).toBe(0);
    const elapsed = runner.elapsedTime();
    await turn();
    expect(runner.elapsedTime()).toBe(elapsed);
  });

  it("fails with the point, the error and its stack", async () => {
    const learner = makeLearner((x) => {
      if (x === 0) throw new RangeError("origin");
      return x;
    });
    const runner = new Runner(learner, { goal: 50, executor: "sequential" });
    await expect(runner.finished).rejects.toMatchObject({
      code: "point-failed",
      cause: { message: "origin" },
    });
    expect(runner.status()).toBe("failed");
    expect(runner.failed).toEqual([0]);
    expect(runner.errors).toMatchObject([{ message: "RangeError: origin", point: 0 }]);
    expect(runner.tracebacks[0]![1]).toContain("runner.test.ts");
  });

  it("retries, and goes on without a point that fails when told so", async () => {
    let failures = 0;
    const learner = makeLearner((x) => {
      if (x === 0 && ++failures < 3) throw new Error("twice");
      return x;
    });
    await new Runner(learner, { goal: 20, retries: 2, executor: "sequential" }).finished;
    expect(learner.data.has(0)).toBe(true);

    const broken = makeLearner((x) => {
      if (x === 0) throw new Error("always");
      return x;
    });
    const runner = new Runner(broken, { goal: 20, executor: "sequential", raiseIfRetriesExceeded: false });
    await runner.finished;
    expect(runner.failed).toEqual([0]);
    expect(broken.npoints).toBe(20);
  });

  it("records its calls, from which a new learner becomes equal", async () => {
    const learner = makeLearner();
    const runner = new Runner(learner, { goal: 30, log: true, executor: "sequential", ntasks: 3 });
    await runner.finished;
    const again = makeLearner();
    replayLog(again, runner.log! as never);
    again.removeUnfinished();
    expect([...again.data]).toEqual([...learner.data]);
    expect(again.loss()).toBe(learner.loss());
  });

  it("uses an executor of the user's, and closes it when asked to", async () => {
    const executor = new ManualExecutor(1);
    const runner = new Runner(makeLearner(), { goal: 1, executor, shutdownExecutor: true });
    while (executor.submitted.length === 0) await turn();
    executor.settle({ value: 1 });
    await runner.finished;
    expect(executor.isClosed).toBe(true);
    const kept = new ManualExecutor(1);
    await new Runner(makeLearner(), { goal: 0, executor: kept }).finished;
    expect(kept.isClosed).toBe(false);
  });

  it("saves at intervals and at the end", async () => {
    const folder = await mkdtemp(join(tmpdir(), "runner-"));
    try {
      const fname = join(folder, "learner.arrow");
      const learner = makeLearner();
      const saved: number[] = [];
      const runner = new Runner(learner, { goal: () => saved.length > 2, executor: "sequential" });
      const own = runner.startPeriodicSaving({ interval: 0.001, method: (one) => saved.push(one.npoints) });
      const file = runner.startPeriodicSaving({ fname, interval: 30 });
      await Promise.all([runner.finished, own, file]);
      expect(saved.at(-1)).toBe(learner.npoints);
      const loaded = makeLearner();
      await loadLearner(loaded as never, fname);
      expect(loaded.npoints).toBe(learner.npoints);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("shows itself through the display that it was given", async () => {
    const shown: unknown[] = [];
    const display = {
      info: (...args: unknown[]) => shown.push(args),
      livePlot: (...args: unknown[]) => shown.push(args),
    };
    const runner = new Runner(makeLearner(), { goal: 1, executor: "sequential" }, { display });
    runner.info();
    runner.livePlot({ updateInterval: 5 });
    expect(shown).toEqual([
      [runner, { updateInterval: 0.25 }],
      [runner, { updateInterval: 5 }],
    ]);
    await runner.finished;
    expect(() => new Runner(makeLearner(), { goal: 1, executor: "sequential" }).livePlot()).toThrow(
      /nothing here to draw on/,
    );
  });

  it("refuses options that make no sense", () => {
    const learner = makeLearner();
    expect(() => new Runner(learner, { gaol: 3 } as never)).toThrow(/no option "gaol".*goal, lossGoal/);
    expect(() => new Runner(learner, { goal: 3, lossGoal: 0.1 })).toThrow(/not several/);
    expect(() => new Runner(learner, { executor: "cluster" as never })).toThrow(/"sequential", "threads"/);
    expect(() => new Runner(learner, { ntasks: 0 })).toThrow(/ntasks is 0/);
    expect(() => new Runner(learner, { retries: -1 })).toThrow(/retries is -1/);
    expect(() => new Runner(learner, { allowRunningForever: false })).toThrow(/for ever/);
  });

  it("says that there is no pool to run in", async () => {
    const runner = new Runner(makeLearner(), { goal: 3, executor: "processes" });
    await expect(runner.finished).rejects.toMatchObject({ code: "no-pool" });
  });
});

describe("simple", () => {
  it("runs in one call, and throws what the function throws", () => {
    const learner = makeLearner();
    simple(learner, { goal: 21 });
    expect(learner.npoints).toBe(21);
    const thrown = new Error("mine");
    const broken = makeLearner(() => {
      throw thrown;
    });
    expect(() => simple(broken, { npointsGoal: 3 })).toThrow(thrown);
  });

  it("asks for several points at once", () => {
    const learner = makeLearner();
    simple(learner, { goal: 20, pointsPerAsk: 8 });
    expect(learner.npoints).toBe(24);
  });

  it("refuses what it cannot run", () => {
    expect(() => simple(makeLearner(), {})).toThrow(/for ever/);
    expect(() =>
      simple(
        makeLearner(async (x) => x),
        { goal: 3 },
      ),
    ).toThrow(/use Runner/);
  });
});
