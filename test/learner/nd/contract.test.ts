import { LearnerND, simplexLoss } from "../../../src/learner/index.js";
import { testLearnerContract } from "../../contract/learner.js";

const except = {
  order: "as in adaptive, ties of equal losses are broken by the order in which points were told",
};
const badPoints = [
  0.5,
  [0.5],
  [0.5, NaN],
  [0.5, Infinity],
  [0.5, 0.5, 0.5, 0.5],
  ["a", "b"],
  null,
  undefined,
];
const badValues = ["a", null, undefined, {}, [], [1, "a"]];

const ring = ([x, y]: number[]): number => Math.exp(-((x! * x! + y! * y! - 0.5) ** 2) * 20) + 0.1 * x!;
const curve = ([x, y]: number[]): number[] => [x! * y!, Math.cos(3 * x!) + y!];
const ball = ([x, y, z]: number[]): number => Math.exp(-(x! * x! + 2 * y! * y! + 0.5 * z! * z!));

testLearnerContract("LearnerND of a number in the plane", {
  make: () => new LearnerND(ring, { bounds: [[-1, 1], [-1, 2]] }), // prettier-ignore
  value: ring,
  door: "LearnerND",
  settled: 40,
  badPoints,
  badValues: [...badValues, [1, 2]],
  except,
});

testLearnerContract("LearnerND of a vector in a triangle, by curvature", {
  make: () =>
    new LearnerND(curve, {
      bounds: { hull: [[0, 0], [2, 0], [1, 1]] }, // prettier-ignore
      lossPerSimplex: simplexLoss.curvature(),
    }),
  value: curve,
  door: "LearnerND",
  settled: 40,
  badPoints,
  badValues: [...badValues, 1, [1, 2, 3]],
  except,
});

testLearnerContract("LearnerND of a number in space", {
  make: () => new LearnerND(ball, { bounds: [[-1, 1], [-1, 1], [0, 5]] }), // prettier-ignore
  value: ball,
  door: "LearnerND",
  settled: 40,
  badPoints: [...badPoints, [0.5, 0.5]],
  badValues,
  except,
});
