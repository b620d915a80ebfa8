import { describe, expect, it } from "vitest";
import { DivergentIntegralError, IntegratorLearner } from "../../../src/learner/integrator/index.js";

type Problem = readonly [
  name: string,
  fn: (x: number) => number,
  bounds: [number, number],
  tol: number,
  exact: number,
];

/** Integrals with steps, singular ends, peaks and kinks. */
const problems: readonly Problem[] = [
  ["a step function", (x) => Math.floor(Math.exp(x)), [0, 3], 1e-3, 17.664383539246514],
  ["a pole at the end", (x) => x ** -0.5, [0, 1], 1e-6, 2],
  ["a kink", (x) => Math.abs(x - 0.45) ** 0.9876, [0, 1], 1e-9, (0.45 ** 1.9876 + 0.55 ** 1.9876) / 1.9876],
  ["a peak", (x) => 1e-4 / (1e-4 + x * x), [-1, 1], 1e-8, 0.02 * Math.atan(100)],
  ["an exponential", Math.exp, [-2, 1], 1e-12, Math.E - Math.exp(-2)],
];

function run(learner: IntegratorLearner, batch: number): void {
  while (!learner.done()) {
    const { points } = learner.ask(batch);
    for (const x of points) learner.tell(x, learner.function(x) as number);
  }
}

describe("IntegratorLearner", () => {
  for (const [name, fn, bounds, tol, exact] of problems) {
    it.each([1, 2, 33, 500])(`integrates ${name}, %d points at a time`, (batch) => {
      const learner = new IntegratorLearner(fn, { bounds, tol });
      run(learner, batch);
      expect(Math.abs(learner.igral - exact)).toBeLessThanOrEqual(
        Math.max(learner.err, 10 * tol * Math.abs(exact)),
      );
      const { intervals } = learner;
      expect([intervals[0]!.a, intervals.at(-1)!.b]).toEqual(bounds);
      intervals.slice(1).forEach(({ a }, i) => expect(a).toBe(intervals[i]!.b));
    });

    it(`has ${name} back from its points, told in any order`, () => {
      const learner = new IntegratorLearner(fn, { bounds, tol });
      run(learner, 7);
      const points = [...learner.data.keys()].sort((a, b) => Math.sin(1e6 * a) - Math.sin(1e6 * b));
      const again = learner.new();
      again.tellMany(points, points.map(fn));
      expect(again.npoints).toBe(learner.npoints);
      expect(Math.abs(again.igral - learner.igral)).toBeLessThanOrEqual(learner.err + again.err + 1e-12);
      expect(again.err).toBeLessThanOrEqual(2 * learner.err + 1e-12);
    });
  }

  it("says that an integral diverges, with any number of points at a time", () => {
    for (const batch of [1, 10, 100]) {
      const learner = new IntegratorLearner((x) => Math.abs(x - 0.987654321) ** -1.1, {
        bounds: [0, 1],
        tol: 1e-6,
      });
      expect(() => run(learner, batch)).toThrow(DivergentIntegralError);
      expect(() => learner.ask(1)).toThrow("diverges");
    }
  });

  it("is done where the function is zero or has no finite value at all", () => {
    for (const value of [0, NaN, Infinity]) {
      const learner = new IntegratorLearner(() => value, { bounds: [0, 1], tol: 1e-6 });
      run(learner, 5);
      expect(learner.igral).toBe(0);
    }
  });

  it("asks again for points that were given up", () => {
    const learner = new IntegratorLearner(Math.exp, { bounds: [0, 1], tol: 1e-6 });
    const { points } = learner.ask(20);
    learner.tell(points[3]!, Math.exp(points[3]!));
    expect(learner.pendingPoints.size).toBe(19);
    learner.removeUnfinished();
    expect(learner.pendingPoints.size).toBe(0);
    expect(learner.ask(19).points).toEqual(points.filter((x) => x !== points[3]));
  });

  it("refuses options that have no meaning", () => {
    expect(() => new IntegratorLearner(Math.exp, { bounds: [0, 1], tol: 0 })).toThrow(
      "{tol}, a positive number, not 0",
    );
    expect(() => new IntegratorLearner(Math.exp, { bounds: [1, 0], tol: 1 })).toThrow("lower < upper");
    expect(() => new IntegratorLearner(Math.exp, { bounds: [0, 1], tol: 1, atol: 1 } as never)).toThrow(
      'no option "atol"',
    );
  });
});
