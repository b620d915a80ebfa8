import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AverageLearner } from "../../../src/learner/average/average-learner.js";

/** The recordings' noise: exact in double arithmetic, in [-0.5, 0.5). */
function lcg(seed: number, x: number): number {
  const k = Math.floor((x + 1) * 1048576);
  return ((seed * 1103515245 + k * 12345 + 67890) % 2147483648) / 2147483648 - 0.5;
}

const sample = (seed: number): number => 2 + lcg(seed, 0.25);

interface Recorded {
  readonly rtol: number;
  readonly rows: [number, number, number | "inf", number, number | "inf", number | "inf"][];
  readonly ask3: [number[], number[]];
}

describe("AverageLearner", () => {
  it("agrees with the recorded run of adaptive", () => {
    const url = new URL("../../fixtures/oracle/average.json", import.meta.url);
    const run = JSON.parse(readFileSync(url, "utf8")) as Recorded;
    const learner = new AverageLearner(sample, { rtol: run.rtol });
    const rows = new Map(run.rows.map((row) => [row[0], row]));
    for (let i = 1; i <= 5000; i++) {
      const { points, lossImprovements } = learner.ask(1);
      learner.tell(points[0]!, sample(points[0]!));
      const row = rows.get(i);
      if (!row) continue;
      const ours = [
        learner.npoints,
        points[0]!,
        lossImprovements[0]!,
        learner.mean,
        learner.std,
        learner.loss(),
      ];
      ours.forEach((value, k) => expectClose(value, row[k]!));
    }
    const { points, lossImprovements } = learner.ask(3);
    expect(points).toEqual(run.ask3[0]);
    lossImprovements.forEach((value, k) => expectClose(value, run.ask3[1][k]!));
  });

  it("gives the smallest free seeds where the next in a row are taken", () => {
    const learner = new AverageLearner(sample, { atol: 0.1 });
    learner.tell(1, 0.5);
    learner.tellPending(3);
    expect(learner.ask(3).points).toEqual([0, 2, 4]);
    expect(learner.ask(2).points).toEqual([5, 6]);
    learner.removeUnfinished();
    expect(learner.ask(3).points).toEqual([0, 2, 3]);
  });

  it("keeps the digits of a small spread around a large mean", () => {
    const learner = new AverageLearner((seed) => 1e9 + (seed % 2), { atol: 1 });
    for (let seed = 0; seed < 1000; seed++) learner.tell(seed, 1e9 + (seed % 2));
    expect(learner.std).toBeCloseTo(Math.sqrt(0.25 * (1000 / 999)), 12);
  });

  it("counts pending samples when asked for the expected loss", () => {
    const learner = new AverageLearner(sample, { atol: 0.1 });
    for (const seed of learner.ask(10).points) learner.tell(seed, sample(seed));
    learner.ask(30);
    expect(learner.loss({ real: false })).toBeCloseTo(learner.loss() / 2, 12);
  });

  it("makes mean and loss NaN when a sample is", () => {
    const learner = new AverageLearner(sample, { atol: 0.1 });
    learner.tellMany([0, 1, 2], [1, NaN, 2]);
    expect(learner.mean).toBeNaN();
    expect(learner.loss()).toBeNaN();
    expect(learner.ask(1).lossImprovements).toEqual([Infinity]);
  });

  it("refuses what has no meaning and stays as it was", () => {
    const learner = new AverageLearner(sample, { atol: 0.1 });
    expect(() => new AverageLearner(sample, {})).toThrow("at least one of {atol} and {rtol}");
    expect(() => new AverageLearner(sample, { atol: -1 })).toThrow("{atol}, a positive number, not -1");
    expect(() => new AverageLearner(sample, { tol: 1 } as never)).toThrow('no option "tol"');
    expect(() => learner.ask(-1)).toThrow("whole number of points");
    expect(() => learner.tell(-1, 0)).toThrow("whole numbers from 0 up");
    expect(() => learner.tell(0.5, 0)).toThrow("whole numbers from 0 up");
    expect(() => learner.tell(0, [1] as never)).toThrow("needs a number as the sample of seed 0");
    expect(() => learner.tellMany([0, 1], [1, "2" as never])).toThrow("seed 1");
    expect(() => learner.tellMany([0, 1], [1])).toThrow("2 points and 1 values");
    expect(learner.npoints).toBe(0);
    expect(learner.ask(0)).toEqual({ points: [], lossImprovements: [] });
  });
});

function expectClose(actual: number, expected: number | "inf"): void {
  if (expected === "inf") expect(actual).toBe(Infinity);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-11 * Math.abs(expected));
}
