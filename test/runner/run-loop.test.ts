import { describe, expect, it } from "vitest";
import { Learner1D, SequenceLearner } from "../../src/learner/index.js";
import {
  Attempts,
  PointFailedError,
  runLoop,
  SequentialExecutor,
  type Attempt,
  type RunLoop,
} from "../../src/runner/index.js";
import { ManualExecutor, turn } from "./helpers.js";

const square = (x: number): number => x * x;
const makeLearner = (fn: (x: number) => number = square): Learner1D => new Learner1D(fn, { bounds: [-1, 1] });

function loop(
  learner: Learner1D | SequenceLearner<number, number>,
  options: Partial<RunLoop<unknown, unknown>> = {},
  npoints = 10,
): RunLoop<unknown, unknown> {
  return {
    learner: learner as never,
    isDone: (one) => one.npoints >= npoints,
    executor: new SequentialExecutor<Attempt>(learner.function as never),
    ntasks: null,
    attempts: new Attempts(0, true),
    signal: new AbortController().signal,
    ...options,
  };
}

describe("runLoop", () => {
  it("asks, evaluates and tells until the goal is met, to the point", async () => {
    const learner = makeLearner();
    expect(await runLoop(loop(learner))).toBe("goal");
    expect(learner.npoints).toBe(10);
    for (const [x, y] of learner.data) expect(y).toBe(x * x);
  });

  it("evaluates nothing when the goal is met already", async () => {
    const learner = makeLearner(() => {
      throw new Error("never");
    });
    expect(await runLoop(loop(learner, {}, 0))).toBe("goal");
  });

  it("asks for nothing while it is held, takes what is in flight, and goes on", async () => {
    const learner = makeLearner();
    let looks = 0;
    const held = (): Promise<void> | null => {
      if (learner.npoints < 4 || ++looks > 3) return null;
      expect(learner.npoints).toBe(4);
      return Promise.resolve();
    };
    expect(await runLoop(loop(learner, { held }))).toBe("goal");
    expect(looks).toBeGreaterThan(3);
    expect(learner.npoints).toBe(10);
  });

  it("can be stopped while it is held", async () => {
    const controller = new AbortController();
    const learner = makeLearner();
    const held = (): Promise<void> => {
      controller.abort();
      return new Promise(() => undefined);
    };
    expect(await runLoop(loop(learner, { held, signal: controller.signal }))).toBe("stopped");
    expect(learner.npoints).toBe(0);
  });

  it("ends when the learner has no more points", async () => {
    const learner = new SequenceLearner((x: number) => x, { sequence: [1, 2, 3] });
    expect(await runLoop(loop(learner, {}, 99))).toBe("exhausted");
    expect(learner.npoints).toBe(3);
  });

  it("keeps as many points in flight as the executor has cores, or as it is told", async () => {
    for (const [ntasks, expected] of [
      [null, 3],
      [2, 2],
      [7, 7],
    ] as const) {
      const executor = new ManualExecutor(3);
      const controller = new AbortController();
      const running = runLoop(loop(makeLearner(), { executor, ntasks, signal: controller.signal }));
      await turn();
      expect(executor.submitted).toHaveLength(expected);
      controller.abort();
      expect(await running).toBe("stopped");
    }
  });

  it("takes more only once enough points are known", async () => {
    const executor = new ManualExecutor(2, 1000);
    const learner = makeLearner();
    const controller = new AbortController();
    const running = runLoop(loop(learner, { executor, signal: controller.signal }, 1e9));
    await turn();
    expect(executor.submitted).toHaveLength(2);
    while (learner.npoints < 80) {
      executor.settle({ value: 1 });
      await turn();
      expect(executor.submitted.length).toBeLessThanOrEqual(Math.max(2, learner.npoints >> 3));
    }
    controller.abort();
    await running;
    expect(executor.submitted).toHaveLength(10);
  });

  it("gives up points in flight when the goal is met, and tells those that came first", async () => {
    const executor = new ManualExecutor(4);
    const learner = makeLearner();
    let left = -1;
    const running = runLoop(loop(learner, { executor, onEnd: (n) => (left = n) }, 2));
    await turn();
    executor.settle({ value: 1 });
    executor.settle({ value: 1 });
    executor.settle({ value: 1 });
    expect(await running).toBe("goal");
    expect(learner.npoints).toBe(2);
    expect(left).toBeGreaterThan(0);
  });

  it("tries a failing point again, then ends with it", async () => {
    const executor = new ManualExecutor(1);
    const attempts = new Attempts(2, true);
    const running = runLoop(loop(makeLearner(), { executor, attempts }));
    await turn();
    const { point } = executor.submitted[0]!;
    for (const message of ["one", "two"]) {
      executor.settle({ message });
      await turn();
      expect(executor.submitted.map((task) => task.point)).toEqual([point]);
    }
    expect(attempts.toRetry).toMatchObject([{ point, fails: 2 }]);
    executor.settle({ message: "three" });
    const error: unknown = await running.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PointFailedError);
    expect((error as PointFailedError).pointError).toMatchObject({ message: "three", point });
    expect(attempts.retried).toBe(2);
  });

  it("goes on without points that fail, when it shall not raise", async () => {
    const learner = new SequenceLearner((x: number): number => {
      if (x === 2) throw new Error("two");
      return x;
    }, { sequence: [1, 2, 3] }); // prettier-ignore
    const attempts = new Attempts(1, false);
    expect(await runLoop(loop(learner, { attempts }, 99))).toBe("exhausted");
    expect(learner.npoints).toBe(2);
    expect(attempts.failed).toMatchObject([{ point: [1, 2], error: { message: "Error: two" } }]);
  });

  it("takes a value that the learner or the file refuses as the point's error", async () => {
    const refuse = (): void => {
      throw new Error("cannot be kept");
    };
    const running = runLoop(loop(makeLearner(), { beforeTell: refuse }));
    await expect(running).rejects.toThrow(/cannot be kept/);
  });

  it("stops asking, and tells what comes in within the grace time", async () => {
    const executor = new ManualExecutor(2);
    const learner = makeLearner();
    const controller = new AbortController();
    const running = runLoop(loop(learner, { executor, signal: controller.signal, graceMs: 60_000 }));
    await turn();
    controller.abort();
    await turn();
    executor.settle({ value: 1 });
    await turn();
    executor.settle({ value: 2 });
    expect(await running).toBe("stopped");
    expect(learner.npoints).toBe(2);
    expect(executor.submitted).toHaveLength(0);
  });

  it("lets other work run while a function never waits", async () => {
    let turns = 0;
    const counter = setInterval(() => turns++, 0);
    const until = performance.now() + 200;
    await runLoop(loop(makeLearner(), { isDone: () => performance.now() > until }));
    clearInterval(counter);
    expect(turns).toBeGreaterThan(1);
  });

  it("runs an async function with several points in flight", async () => {
    let most = 0;
    let now = 0;
    const learner = makeLearner();
    const evaluate = async (x: number): Promise<number> => {
      most = Math.max(most, ++now);
      await turn();
      now--;
      return x;
    };
    const executor = new SequentialExecutor<Attempt>(evaluate as never, { cores: 4 });
    expect(await runLoop(loop(learner, { executor }))).toBe("goal");
    expect(most).toBe(4);
  });
});
