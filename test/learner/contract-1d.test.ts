import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DataSaver,
  intervalLoss,
  Learner1D,
  SequenceLearner,
  usesNthNeighbors,
} from "../../src/learner/index.js";
import { advance, expectClose, testLearnerContract } from "../contract/learner.js";
import { check } from "../contract/seed.js";

// Its extremes are at the bounds, so that the scale of the values is known after two points.
const slope = (x: number): number => x + (0.0001 / (0.0001 + (x - 0.3) ** 2)) * 0.4;
const vector = (x: number): number[] => [slope(x), x * x * x, x];
const bad = {
  badPoints: [NaN, "0.5", null, undefined, [0.5], 1n],
  badValues: ["1", null, undefined, true, {}, [], ["1"]],
};

const losses = {
  default: intervalLoss.default,
  uniform: intervalLoss.uniform,
  triangle: intervalLoss.triangle,
  absMinLog: intervalLoss.absMinLog,
  curvature: intervalLoss.curvature(),
  resolution: intervalLoss.resolution({ minLength: 0.001, maxLength: 0.5 }),
};

for (const [name, lossPerInterval] of Object.entries(losses)) {
  testLearnerContract(`Learner1D with the loss ${name}`, {
    make: () => new Learner1D(slope, { bounds: [-1, 1], lossPerInterval }),
    value: slope,
    door: "Learner1D",
    ...bad,
    badValues: [...bad.badValues, [1, 2]],
  });
}

testLearnerContract("Learner1D of vectors", {
  make: () => new Learner1D(vector, { bounds: [-1, 1] }),
  value: vector,
  door: "Learner1D",
  ...bad,
  badValues: [...bad.badValues, 1, [1, 2], [1, 2, 3, 4]],
});

testLearnerContract("Learner1D with a user's loss of two neighbours", {
  make: () =>
    new Learner1D(slope, {
      bounds: [-1, 1],
      lossPerInterval: usesNthNeighbors(2, (xs) => {
        const known = xs.filter((x) => x !== null);
        return known.at(-1)! - known[0]!;
      }),
    }),
  value: slope,
  door: "Learner1D",
  ...bad,
});

const sequence = Array.from({ length: 100 }, (_, i) => `work ${i}`);
testLearnerContract<readonly [number, string], number>("SequenceLearner", {
  make: () => new SequenceLearner((text: string) => text.length, { sequence }),
  value: ([, text]) => text.length,
  door: "SequenceLearner",
  badPoints: [NaN, null, undefined, [-1, "x"], [100, "x"], [0.5, "x"], ["0", "x"], {}],
});

testLearnerContract("DataSaver around Learner1D", {
  make: () =>
    new DataSaver(new Learner1D((x: number) => ({ y: slope(x), note: `at ${x}` }), { bounds: [-1, 1] }), {
      picker: (result) => result.y,
    }),
  value: (x: number): unknown => ({ y: slope(x), note: `at ${x}` }),
  door: "DataSaver",
  badPoints: bad.badPoints,
  badValues: [null, undefined, { y: "1" }, { y: [1] }, {}],
});

describe("Learner1D does not depend on units", () => {
  const factor = fc.integer({ min: -20, max: 20 }).map((power) => 2 ** power);

  it("scaling domain and values scales the points", () => {
    check(
      fc.property(factor, factor, fc.integer({ min: 2, max: 100 }), (xFactor, yFactor, n) => {
        const plain = new Learner1D(slope, { bounds: [-1, 1] });
        const scaledSlope = (x: number): number => slope(x / xFactor) * yFactor;
        const scaled = new Learner1D(scaledSlope, { bounds: [-xFactor, xFactor] });
        advance(plain, slope, n);
        advance(scaled, scaledSlope, n);
        expect([...scaled.data.keys()]).toEqual([...plain.data.keys()].map((x) => x * xFactor));
        expectClose(scaled.loss(), plain.loss(), 1e-12);
      }),
    );
  });
});
