// LearnerND on ours and on the real adaptive: functions, bounds and losses other than those that were recorded.
import { describe, expect, it } from "vitest";
import { LearnerND, simplexLoss } from "../../src/learner/index.js";
import { runPython } from "./python.js";

interface Case {
  readonly bounds: [number, number][];
  readonly loss: "default" | "uniform" | "std";
  readonly centre: number[];
  readonly width: number;
  readonly n: number;
}

const boxes: [number, number][][] = [
  [[-1.1, 2.3], [0.2, 0.9]],
  [[0, 3], [-7, 1]],
  [[-0.3, 0.4], [0, 10], [-1, 2]],
]; // prettier-ignore

const cases = boxes.flatMap((bounds) =>
  (["default", "uniform", "std"] as const).map((loss): Case => {
    const centre = bounds.map(([low, high], c) => low + (high - low) * (0.31 + 0.17 * c));
    return { bounds, loss, centre, width: 0.05, n: bounds.length === 2 ? 200 : 80 };
  }),
);

function run({ bounds, loss, centre, width, n }: Case): number[][] {
  const value = (point: number[]): number => {
    let square = 0;
    point.forEach((x, c) => (square += (x - centre[c]!) * (x - centre[c]!)));
    return width / (width + square) + 0.1 * point[0]!;
  };
  const learner = new LearnerND(value, { bounds, lossPerSimplex: simplexLoss[loss] });
  const asked: number[][] = [];
  while (learner.npoints < n) {
    const point = learner.ask(1).points[0]!;
    asked.push(point);
    learner.tell(point, value(point));
  }
  return asked;
}

describe("LearnerND does as the real adaptive does", () => {
  it(`in ${cases.length} scenarios`, () => {
    const given = runPython("learnernd.py", cases) as number[][][];
    const differing = cases.map((each, i) => {
      const asked = run(each);
      const at = given[i]!.findIndex(
        (point, k) => !point.every((x, c) => Math.abs(x - asked[k]![c]!) <= 1e-9),
      );
      return `${each.loss} in ${each.bounds.length}D: ${at}`;
    });
    expect(differing).toEqual(cases.map((each) => `${each.loss} in ${each.bounds.length}D: -1`));
  });
});
