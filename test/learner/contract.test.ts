import { AverageLearner, AverageLearner1D } from "../../src/learner/average/index.js";
import {
  BalancingLearner,
  type BalancingStrategy,
  type ChildPoint,
} from "../../src/learner/balancing/index.js";
import { Learner1D, SequenceLearner } from "../../src/learner/index.js";
import { IntegratorLearner } from "../../src/learner/integrator/index.js";
import { expect, it } from "vitest";
import { advance, expectClose, testLearnerContract } from "../contract/learner.js";

const sample = (seed: number): number => ((seed * 7919) % 101) / 101;

testLearnerContract("AverageLearner", {
  make: () => new AverageLearner(sample, { atol: 0.01 }),
  value: sample,
  door: "AverageLearner",
  badPoints: [-1, 0.5, NaN, "0", null],
  badValues: ["1", null, undefined, [1]],
});

const noisy = ([seed, x]: readonly [number, number]): number =>
  x + 0.2 * sample(seed + Math.round(997 * x)) - 0.1;

testLearnerContract<readonly [number, number], number>("AverageLearner1D", {
  make: () => new AverageLearner1D(noisy, { bounds: [-1, 1], minSamples: 3, maxSamples: 6, delta: 0.5 }),
  value: noisy,
  door: "AverageLearner1D",
  badPoints: [0.5, [0, 2], [-1, 0], [0.5, 0], [0, NaN], [0, "0"], [0], null],
  badValues: ["1", null, undefined, [1]],
  except: {
    counted: "npoints counts the different x, data has the samples of each",
    order: "as in adaptive the scale of the values depends on the means that there were on the way",
    copy: "samples are told x by x, so that they come in another order: see the test below",
  },
});

it("a copy of an AverageLearner1D has the same samples, means and counts", () => {
  const learner = new AverageLearner1D(noisy, { bounds: [-1, 1], minSamples: 3, maxSamples: 6, delta: 0.5 });
  advance(learner, noisy, 30);
  const copy = learner.new();
  copy.copyFrom(learner);
  const sorted = (one: AverageLearner1D): string[] => [...one.data].map((row) => JSON.stringify(row)).sort();
  expect(sorted(copy)).toEqual(sorted(learner));
  expect([copy.npoints, copy.nsamples]).toEqual([learner.npoints, learner.nsamples]);
  for (const [i, [x, mean, error, count]] of copy.toArray().entries()) {
    const own = learner.toArray()[i]!;
    expect([x, count]).toEqual([own[0], own[3]]);
    expectClose(mean, own[1], 1e-12);
    expectClose(error, own[2], 1e-6);
  }
});

const step = (x: number): number => Math.floor(4 * x) + x * x;

testLearnerContract("IntegratorLearner", {
  make: () => new IntegratorLearner(step, { bounds: [0, 2], tol: 1e-6 }),
  value: step,
  door: "IntegratorLearner",
  settled: 17,
  badPoints: [-1, 3, NaN, "0", null],
  badValues: ["1", null, undefined, [1]],
  except: {
    order: "points are nodes of intervals, and the intervals depend on the values known when they were made",
    restored: "the points given up are asked for again before others",
    falling: "the points of an interval are asked for from left to right",
  },
});

/** The values at the bounds are the extremes, so that the scale is known from the beginning. */
const peaks = (): Learner1D[] =>
  [-0.5, 0, 0.7].map(
    (at) => new Learner1D((x: number) => x + 0.001 / (0.01 + (x - at) ** 2), { bounds: [-1, 1] }),
  );
const valueOf = ([index, x]: ChildPoint<number>): number => peaks()[index]!.function(x) as number;

for (const strategy of [
  "lossImprovements",
  "loss",
  "npoints",
  "cycle",
] as const satisfies BalancingStrategy[]) {
  testLearnerContract(`BalancingLearner by ${strategy}`, {
    make: () => new BalancingLearner<number, number>(peaks(), { strategy }),
    value: valueOf,
    door: "BalancingLearner",
    settled: 24,
    badPoints: [[3, 0], [-1, 0], [0], 0, null, [0, "0"]],
    badValues: ["1", null],
    except: {
      ...(strategy !== "lossImprovements" && { falling: "children are not chosen by what they promise" }),
      ...(strategy === "cycle" && {
        order: "the turn depends on what was asked",
        copy: "the turn is not data",
        restored: "the turn goes on",
      }),
    },
  });
}

testLearnerContract("BalancingLearner of sequences", {
  make: () =>
    new BalancingLearner(
      [10, 40].map(
        (n) => new SequenceLearner((x: number) => -x, { sequence: Array.from({ length: n }, (_, i) => i) }),
      ),
    ),
  value: ([, [, x]]: ChildPoint<readonly [number, number]>): number => -x,
  door: "BalancingLearner",
  badPoints: [
    [2, [0, 0]],
    [0, [10, 10]],
  ],
});
