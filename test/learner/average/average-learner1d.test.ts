import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AverageLearner1D } from "../../../src/learner/average/average-learner1d.js";
import type { SeededPoint } from "../../../src/learner/average/samples.js";

/** The recordings' noise: exact in double arithmetic, in [-0.5, 0.5). */
function lcg(seed: number, x: number): number {
  const k = Math.floor((x + 1) * 1048576);
  return ((seed * 1103515245 + k * 12345 + 67890) % 2147483648) / 2147483648 - 0.5;
}

function noisyPeak([seed, x]: SeededPoint): number {
  return x + 0.0001 / (0.0001 + x * x) + 0.2 * lcg(seed, x);
}

interface Recorded {
  readonly kwargs: { readonly min_samples?: number; readonly delta?: number };
  readonly max_undersampled_set_size: number;
  readonly sequence_rle: [x: number, firstSeed: number, lastSeed: number][];
  readonly checkpoints: Record<
    string,
    {
      readonly npoints: number;
      readonly nsamples: number;
      readonly loss: number;
      readonly data: [x: number, mean: number, samples: number, error: number][];
    }
  >;
}

describe.each(["avg1d_default", "avg1d_min10_delta0.3"])("AverageLearner1D on recorded %s", (name) => {
  const url = new URL(`../../fixtures/oracle/${name}.json`, import.meta.url);
  const run = JSON.parse(readFileSync(url, "utf8")) as Recorded;
  const { min_samples: minSamples, delta } = run.kwargs;
  const sequence = run.sequence_rle.flatMap(([x, first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i): SeededPoint => [first + i, x]),
  );

  it("asks for the same samples and finds the same means, errors and loss", () => {
    expect(run.max_undersampled_set_size).toBeLessThanOrEqual(1);
    const learner = new AverageLearner1D(noisyPeak, { bounds: [-1, 1], minSamples, delta });
    // The noise has a pattern, so that some points' errors are equal but for the last bits of SciPy's quantile,
    // and which is sampled first is chance: from there on the samples come in another order.
    let tiedAt = Infinity;
    for (let i = 0; i < sequence.length; i++) {
      const point = learner.ask(1).points[0]!;
      if (tiedAt === Infinity && String(point) !== String(sequence[i])) {
        expectClose(relativeError(learner, point[1]), relativeError(learner, sequence[i]![1]));
        tiedAt = i;
      }
      learner.tell(point, noisyPeak(point));
      const expected = run.checkpoints[String(i + 1)];
      if (expected && tiedAt === Infinity) expectState(learner, expected);
    }
    expect(tiedAt).toBeGreaterThan(500);
    const last = run.checkpoints[String(sequence.length)]!;
    expect(learner.nsamples).toBe(last.nsamples);
    expect(Math.abs(learner.npoints - last.npoints)).toBeLessThanOrEqual(2);
  });

  it("finds the recorded means, errors and loss when told the recorded samples", () => {
    const learner = new AverageLearner1D(noisyPeak, { bounds: [-1, 1], minSamples, delta });
    sequence.forEach((point, i) => {
      learner.tell(point, noisyPeak(point));
      const expected = run.checkpoints[String(i + 1)];
      if (expected) expectState(learner, expected);
    });
  });
});

/** A point's error against the distance to its nearest neighbour. */
function relativeError(learner: AverageLearner1D, x: number): number {
  const rows = learner.toArray();
  const i = rows.findIndex((row) => row[0] === x);
  const distances = [rows[i - 1], rows[i + 1]].flatMap((other) =>
    other ? [Math.hypot(other[0] - x, other[1] - rows[i]![1])] : [],
  );
  return rows[i]![2] / Math.min(...distances);
}

function expectState(learner: AverageLearner1D, expected: Recorded["checkpoints"][string]): void {
  expect(learner.npoints).toBe(expected.npoints);
  expect(learner.nsamples).toBe(expected.nsamples);
  expectClose(learner.loss(), expected.loss);
  for (const [x, mean, samples, error] of expected.data) {
    expectClose(learner.means.get(x)!, mean);
    expect(learner.nsamplesAt(x)).toBe(samples);
    expectClose(learner.error.get(x)!, error);
  }
}

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-11 * Math.abs(expected));
}

describe("AverageLearner1D", () => {
  const options = { bounds: [-1, 1], minSamples: 5 } as const;

  it("gives out seeds that are neither pending nor known", () => {
    const learner = new AverageLearner1D(noisyPeak, options);
    learner.tell([2, -1], 0.5);
    expect(learner.ask(3).points).toEqual([
      [1, -1],
      [3, -1],
      [4, -1],
    ]);
    expect(learner.ask(1).points).toEqual([[5, -1]]);
    expect(learner.pendingPoints.size).toBe(4);
    expect([...learner.pendingPoints]).toEqual([
      [1, -1],
      [3, -1],
      [4, -1],
      [5, -1],
    ]);
    learner.removeUnfinished();
    expect(learner.pendingPoints.size).toBe(0);
  });

  it("takes many samples at a point as it takes them one by one", () => {
    const samples = new Map(Array.from({ length: 40 }, (_, seed) => [seed, lcg(seed, 0.5)] as const));
    const together = new AverageLearner1D(noisyPeak, options);
    const single = new AverageLearner1D(noisyPeak, options);
    together.tellManyAtPoint(0.5, samples);
    for (const [seed, y] of samples) single.tell([seed, 0.5], y);
    expect([...together.data]).toEqual([...single.data]);
    expectClose(together.means.get(0.5)!, single.means.get(0.5)!);
    expectClose(together.error.get(0.5)!, single.error.get(0.5)!);
    expect(together.nsamplesAt(0.5)).toBe(40);
    expect(together.minSamplesPerPoint).toBe(40);
  });

  it("keeps samples, means and errors apart", () => {
    const learner = new AverageLearner1D(noisyPeak, options);
    learner.tellMany(
      [
        [0, 1],
        [1, 1],
        [0, -1],
        [0, 1],
      ],
      [1, 2, 5, 7],
    );
    expect([...learner.data]).toEqual([
      [[0, 1], 7],
      [[1, 1], 2],
      [[0, -1], 5],
    ]);
    expect([...learner.data.entriesFrom(2)]).toEqual([[[0, -1], 5]]);
    expect(learner.data.get([1, 1])).toBe(2);
    expect(learner.data.has([1, -1])).toBe(false);
    expect(learner.data.get(1)).toBe(4.5);
    expect([...learner.means]).toEqual([
      [1, 4.5],
      [-1, 5],
    ]);
    expect(learner.error.get(-1)).toBe(Infinity);
    expect([learner.npoints, learner.nsamples]).toEqual([2, 3]);
  });

  it("samples no more where the error is small enough or the samples are many enough", () => {
    const still = new AverageLearner1D(() => 1, { ...options, minError: 0.1 });
    const few = new AverageLearner1D(noisyPeak, { ...options, maxSamples: 5, delta: 1e-9 });
    for (const learner of [still, few]) {
      for (let i = 0; i < 100; i++) {
        const point = learner.ask(1).points[0]!;
        learner.tell(point, learner.function(point) as number);
      }
      expect(learner.npoints).toBe(20);
    }
  });

  it("leaves a point alone that got a NaN sample", () => {
    const learner = new AverageLearner1D(noisyPeak, options);
    for (let i = 0; i < 60; i++) {
      const point = learner.ask(1).points[0]!;
      learner.tell(point, point[1] === 1 && point[0] === 3 ? NaN : noisyPeak(point));
    }
    expect(learner.means.get(1)).toBeNaN();
    expect(learner.nsamplesAt(1)).toBe(5);
  });

  it("refuses what has no meaning and stays as it was", () => {
    const learner = new AverageLearner1D(noisyPeak, options);
    expect(() => new AverageLearner1D(noisyPeak, { bounds: [1, 1] })).toThrow("lower < upper");
    expect(() => new AverageLearner1D(noisyPeak, { ...options, delta: 0 })).toThrow("0 < delta <= 1");
    expect(() => new AverageLearner1D(noisyPeak, { ...options, alpha: 2 })).toThrow("0 < alpha <= 1");
    expect(() => new AverageLearner1D(noisyPeak, { ...options, maxSamples: 2 })).toThrow(
      "minSamples <= maxSamples",
    );
    expect(() => new AverageLearner1D(noisyPeak, { ...options, minError: -1 })).toThrow("minError >= 0");
    expect(() => new AverageLearner1D(noisyPeak, { ...options, maxError: 1 } as never)).toThrow(
      'no option "maxError"',
    );
    expect(() => learner.ask(-1)).toThrow("whole number of points");
    expect(() => learner.tell([0, 2], 1)).toThrow("a number from -1 to 1, not 2");
    expect(() => learner.tell([0.5, 0], 1)).toThrow("whole numbers from 0 up");
    expect(() => learner.tell(0.5 as never, 1)).toThrow("is [seed, x], not 0.5");
    expect(() => learner.tell([0, 0], "1" as never)).toThrow("needs a number as the sample");
    expect(() =>
      learner.tellMany(
        [
          [0, 0],
          [0, NaN],
        ],
        [1, 2],
      ),
    ).toThrow("a number from -1 to 1");
    expect(learner.data.size).toBe(0);
    expect(learner.ask(0)).toEqual({ points: [], lossImprovements: [] });
  });
});

describe("AverageLearner1D among learners", () => {
  const make = (n: number): AverageLearner1D => {
    const learner = new AverageLearner1D(noisyPeak, { bounds: [-1, 1], minSamples: 5 });
    for (let i = 0; i < n; i++) {
      const point = learner.ask(1).points[0]!;
      learner.tell(point, noisyPeak(point));
    }
    return learner;
  };

  it("leaves no trace of asking without tellPending", () => {
    for (const n of [0, 3, 57, 200]) {
      const learner = make(n);
      const asked = learner.ask(4, { tellPending: false });
      expect(learner.ask(4, { tellPending: false })).toEqual(asked);
      expect(learner.pendingPoints.size).toBe(0);
      expect(learner.ask(4)).toEqual(asked);
    }
  });

  it("has the samples of the one that it copies", () => {
    const learner = make(200);
    const copy = learner.new();
    copy.copyFrom(learner);
    expect(copy.nsamples).toBe(200);
    learner.toArray().forEach(([x, mean, error, samples], i) => {
      expect(copy.toArray()[i]![0]).toBe(x);
      expectClose(copy.means.get(x)!, mean);
      expectClose(copy.error.get(x)!, error);
      expect(copy.nsamplesAt(x)).toBe(samples);
    });
  });
});
