import { describe, expect, it } from "vitest";
import { describeGoal, goalPredicate, hasEnd, toGoalRecord, type Goal } from "../../src/goal/index.js";
import {
  BalancingLearner,
  DataSaver,
  Learner1D,
  SequenceLearner,
  type Learner,
} from "../../src/learner/index.js";

const learnerOf = (npoints: number): Learner1D => {
  const learner = new Learner1D((x: number) => x ** 2, { bounds: [0, 1] });
  while (learner.npoints < npoints) for (const x of learner.ask(1).points) learner.tell(x, x ** 2);
  return learner;
};
const at = (now: number) => ({ now: () => now, startedAt: 1000 });

describe("a goal becomes a record and a predicate", () => {
  it.each<[Goal, object, string]>([
    [200, { kind: "npoints", npoints: 200 }, "npoints >= 200"],
    [0.5, { kind: "loss", loss: 0.5 }, "loss <= 0.5"],
    [{ npoints: 3 }, { kind: "npoints", npoints: 3 }, "npoints >= 3"],
    [{ loss: 1 }, { kind: "loss", loss: 1 }, "loss <= 1"],
    [{ duration: 60 }, { kind: "duration", seconds: 60 }, "60 s after the start"],
    [{ endTime: new Date(5) }, { kind: "endTime", at: 5 }, "at 1970-01-01T00:00:00.005Z"],
    [{ endTime: 5 }, { kind: "endTime", at: 5 }, "at 1970-01-01T00:00:00.005Z"],
    [() => true, { kind: "function" }, "a function of the learner"],
    [null, { kind: "none" }, "until the learner is done"],
  ])("%o", (goal, record, words) => {
    expect(toGoalRecord(goal)).toEqual(record);
    expect(describeGoal(toGoalRecord(goal))).toBe(words);
  });

  it("counts points", () => {
    const reached = goalPredicate(toGoalRecord(4), at(0));
    expect([3, 4, 5].map((n) => reached(learnerOf(n)))).toEqual([false, true, true]);
  });

  it("compares the loss, which an empty learner has not reached", () => {
    const reached = goalPredicate(toGoalRecord({ loss: 0.5 }), at(0));
    expect([0, 2, 20].map((n) => reached(learnerOf(n)))).toEqual([false, false, true]);
  });

  it("counts a duration from the start and an end time from 1970", () => {
    const learner = learnerOf(0);
    const duration = toGoalRecord({ duration: 2 });
    expect([2999, 3000].map((now) => goalPredicate(duration, at(now))(learner))).toEqual([false, true]);
    const endTime = toGoalRecord({ endTime: new Date(500) });
    expect([499, 500].map((now) => goalPredicate(endTime, at(now))(learner))).toEqual([false, true]);
  });

  it("asks the user's function", () => {
    const predicate = (learner: Learner1D): boolean => learner.npoints > 2;
    const reached = goalPredicate(toGoalRecord(predicate), { ...at(0), predicate });
    expect([2, 3].map((n) => reached(learnerOf(n)))).toEqual([false, true]);
  });

  it("null is reached by a learner that is done, and by no other", () => {
    const reached = goalPredicate(toGoalRecord(null), at(0));
    const sequence = new SequenceLearner((x: number) => x, { sequence: [1, 2] });
    expect(reached(sequence)).toBe(false);
    sequence.tellMany(sequence.ask(2).points, [1, 2]);
    expect(reached(sequence)).toBe(true);
    expect(reached(learnerOf(5))).toBe(false);
  });
});

describe("a bad goal is an error that says what a goal may be", () => {
  it.each<[unknown, RegExp]>([
    [undefined, /it is undefined/],
    [NaN, /loss is NaN/],
    [-1, /npoints is -1/],
    [-0.5, /loss is -0.5/],
    [Infinity, /loss is Infinity/],
    ["200", /it is "200"/],
    [[200], /it is an array/],
    [{}, /0 keys/],
    [{ npoints: 1, loss: 1 }, /2 keys/],
    [{ points: 1 }, /"points" is not one of npoints, loss, duration, endTime/],
    [{ npoints: 1.5 }, /npoints is 1.5/],
    [{ loss: "1" }, /loss is "1"/],
    [{ duration: -1 }, /duration is -1/],
    [{ endTime: new Date(NaN) }, /endTime/],
    [{ endTime: "2020" }, /endTime is "2020"/],
  ])("%o", (goal, message) => {
    expect(() => toGoalRecord(goal as Goal)).toThrowError(message);
    expect(() => toGoalRecord(goal as Goal)).toThrowError(/A goal is a whole number of points/);
  });

  it("a function that is missing, or returns a promise", () => {
    expect(() => goalPredicate({ kind: "function" }, at(0))).toThrowError(/no function was given/);
    const reached = goalPredicate(
      { kind: "function" },
      { ...at(0), predicate: (() => Promise.resolve(false)) as never },
    );
    expect(() => reached(learnerOf(0))).toThrowError(/must be synchronous/);
  });
});

const balancing = (...npoints: number[]): BalancingLearner<number, number> =>
  new BalancingLearner(npoints.map(learnerOf));

describe("every child of a balancing learner must reach a goal", () => {
  it.each<[Goal, number[], boolean]>([
    [5, [9, 4, 9], false],
    [5, [5, 5, 6], true],
    [{ npoints: 5 }, [100, 0], false],
    [{ loss: 0.5 }, [20, 2], false],
    [{ loss: 0.5 }, [20, 30], true],
  ])("%o of %o", (goal, npoints, expected) => {
    const reached = goalPredicate(toGoalRecord(goal), at(0));
    expect(reached(balancing(...npoints))).toBe(expected);
  });

  it("a predicate sees the points of all together", () => {
    const predicate = (learner: Learner): boolean => learner.npoints >= 6;
    const reached = goalPredicate({ kind: "function" }, { ...at(0), predicate: predicate as never });
    expect(reached(balancing(6, 0))).toBe(true);
  });

  it("through a data saver, inside and outside, and through another balancing learner", () => {
    const saver = (n: number): DataSaver<number, number, number> => {
      const wrapped = new DataSaver(learnerOf(n), { picker: (y: number) => y });
      return wrapped;
    };
    const reached = goalPredicate(toGoalRecord(5), at(0));
    expect(reached(new BalancingLearner([saver(9), saver(4)]))).toBe(false);
    expect(reached(new BalancingLearner([saver(9), saver(5)]))).toBe(true);
    expect(reached(new DataSaver(balancing(9, 4) as Learner, { picker: (y) => y }))).toBe(false);
    expect(reached(new DataSaver(balancing(9, 5) as Learner, { picker: (y) => y }))).toBe(true);
    expect(reached(new BalancingLearner([balancing(9, 9), balancing(9, 4)]) as Learner)).toBe(false);
    expect(reached(new BalancingLearner([balancing(9, 9), balancing(9, 5)]) as Learner)).toBe(true);
  });

  it("null waits for every sequence", () => {
    const sequences = [1, 2].map(
      (n) => new SequenceLearner((x: number) => x, { sequence: Array<number>(n).fill(0) }),
    );
    const learner = new BalancingLearner(sequences);
    const reached = goalPredicate(toGoalRecord(null), at(0));
    const seen = [];
    while (!reached(learner)) {
      seen.push(learner.npoints);
      for (const point of learner.ask(1).points) learner.tell(point, 0);
    }
    expect(seen).toEqual([0, 1, 2]);
    expect(reached(balancing(5, 5))).toBe(false);
  });

  it("looks at one child a step, not at all of them", () => {
    let looks = 0;
    const children = Array.from({ length: 1000 }, () => {
      const child = learnerOf(0);
      const count = (): number => (looks++, child.data.size);
      return Object.defineProperty(child, "npoints", { get: count });
    });
    const learner = new BalancingLearner(children, { strategy: "npoints" });
    const reached = goalPredicate(toGoalRecord(3), at(0));
    let [steps, looksOfGoal] = [0, 0];
    for (; ; steps++) {
      const before = looks;
      const isReached = reached(learner);
      looksOfGoal += looks - before;
      if (isReached) break;
      for (const point of learner.ask(1).points) learner.tell(point, point[1]);
    }
    expect(steps).toBe(3000);
    expect(looksOfGoal).toBeLessThanOrEqual(steps + 2 * children.length);
  });
});

describe("a learner has an end", () => {
  it.each<[string, boolean, () => Learner]>([
    ["a sequence", true, () => new SequenceLearner((x: number) => x, { sequence: [1] })],
    ["Learner1D", false, () => learnerOf(0)],
    [
      "a saver of Learner1D",
      false,
      () => new DataSaver(learnerOf(0), { picker: (y: number) => y }) as Learner,
    ],
    ["balanced Learner1D", false, () => balancing(0, 0)],
    [
      "balanced sequences",
      true,
      () => new BalancingLearner([new SequenceLearner((x: number) => x, { sequence: [1] })]),
    ],
  ])("%s: %s", (_, expected, make) => expect(hasEnd(make())).toBe(expected));
});
