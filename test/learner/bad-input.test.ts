// What every learner does with input that has no clear meaning: it takes it in a way that is documented, or refuses it
// and stays as it was. In no case does it go on wrongly afterwards.
import { describe, expect, it } from "vitest";
import { fromTable, toTable } from "../../src/checkpoint/index.js";
import {
  AverageLearner,
  AverageLearner1D,
  BalancingLearner,
  DataSaver,
  IntegratorLearner,
  Learner1D,
  Learner2D,
  LearnerND,
  SequenceLearner,
  type Learner,
} from "../../src/learner/index.js";

const circular: unknown[] = [];
circular.push(circular);

/** Values of a function that should return numbers. */
const numbers = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity } as const;
const others = {
  text: "1", null: null, undefined: undefined, boolean: true, bigint: 1n, object: {}, "no numbers": [], function: () => 1,
  promise: Promise.resolve(1), "a list of text": ["1"], "a list of bigint": [1n, 2n], "a list of itself": circular,
  date: new Date(0), symbol: Symbol("s"),
} as const; // prettier-ignore

type Verdict = "taken" | "refused";

interface Case {
  readonly make: (options?: object) => Learner;
  /** A point that is not one of the first. */
  readonly fresh: unknown;
  readonly good: unknown;
  /** Values of another shape than `good`. */
  readonly shapes: readonly unknown[];
  /** What becomes of NaN and infinities, and of what is no number. */
  readonly nonFinite: Verdict;
  readonly nonNumeric?: Verdict;
  readonly outside: readonly unknown[];
  readonly whereOutside: Verdict;
  readonly badPoints: readonly unknown[];
  /** Option sets that must be refused. */
  readonly badOptions: readonly object[];
  /** Whether a point asked for may be. */
  readonly isInside: (point: unknown) => boolean;
}

const badPairs = [[1, 1], [1, 0], [NaN, 1], [0, Infinity], [], [0], [0, 1, 2], ["0", 1], null, undefined, {}, "01", 3]; // prettier-ignore
const badBounds = (rest: object): object[] => badPairs.map((bounds) => ({ ...rest, bounds }));
const inside = (x: unknown): boolean => typeof x === "number" && x >= -1 && x <= 1;
const box = [[-1, 1], [-1, 1]] as [[number, number], [number, number]]; // prettier-ignore
const peak = (x: number): number => x + 0.01 / (0.01 + x * x);

const noPoints = [NaN, "0", null, undefined, {}, [], 1n, circular];
const of1D: Omit<Case, "make" | "good" | "shapes"> = {
  fresh: 0.3,
  nonFinite: "taken",
  outside: [-1.5, 9, Infinity],
  whereOutside: "taken",
  badPoints: [...noPoints, [0.5]],
  badOptions: [...badBounds({}), {}, { bounds: [0, 1], lossPerInterval: 3 }, { bounds: [0, 1], loss: 1 }],
  isInside: inside,
};

const cases: Readonly<Record<string, Case>> = {
  Learner1D: {
    ...of1D,
    make: (options = { bounds: [-1, 1] }) => new Learner1D(peak, options as never),
    good: 1,
    shapes: [[1], [1, 2]],
  },
  "Learner1D of vectors": {
    ...of1D,
    make: (options = { bounds: [-1, 1] }) => new Learner1D((x: number) => [x, peak(x)], options as never),
    good: [1, 2],
    shapes: [1, [1], [1, 2, 3]],
  },
  Learner2D: {
    make: (options = { bounds: box }) => new Learner2D(([x, y]: number[]) => peak(x!) * y!, options as never),
    fresh: [0.3, 0.1],
    good: 1,
    shapes: [[1], [1, 2]],
    nonFinite: "taken",
    outside: [[0, 2], [-3, 0]], // prettier-ignore
    whereOutside: "taken",
    badPoints: [...noPoints, 0.5, [0.5], [0, NaN], [0, Infinity], [0, "0"], [0, 0, 0], [0n, 0]],
    badOptions: [
      ...badPairs.map((pair) => ({ bounds: [[-1, 1], pair] })), // prettier-ignore
      ...badBounds({}),
      { bounds: box, lossPerTriangle: 1 },
      { bounds: box, aspectRatio: 0 },
      { bounds: box, stackSize: 0 },
      { bounds: box, loss: 1 },
    ],
    isInside: (point) => (point as unknown[]).length === 2 && (point as unknown[]).every(inside),
  },
  LearnerND: {
    make: (options = { bounds: [...box, [-1, 1]] }) =>
      new LearnerND((point: number[]) => point.reduce((sum, x) => sum + peak(x), 0), options as never),
    fresh: [0.3, 0.1, 0.2],
    good: 1,
    shapes: [[1], [1, 2]],
    nonFinite: "taken",
    outside: [[0, 2, 0], [-3, 0, 0]], // prettier-ignore
    whereOutside: "taken",
    badPoints: [...noPoints, 0.5, [0.5, 0], [0, 0, NaN], [0, 0, Infinity], [0, 0, "0"], [0, 0, 0, 0]],
    badOptions: [
      ...badPairs.map((pair) => ({ bounds: [[-1, 1], pair] })), // prettier-ignore
      ...badBounds({}),
      { bounds: [[-1, 1]] },
      { bounds: { hull: [[0, 0], [1, 1], [2, 2]] } }, // prettier-ignore
      { bounds: { hull: [[0, 0], [1, NaN], [0, 1]] } }, // prettier-ignore
      { bounds: { hull: [] } },
      { bounds: box, lossPerSimplex: 1 },
      { bounds: box, loss: 1 },
    ],
    isInside: (point) => (point as unknown[]).length === 3 && (point as unknown[]).every(inside),
  },
  AverageLearner: {
    make: (options = { atol: 0.01 }) => new AverageLearner((seed: number) => Math.sin(seed), options),
    fresh: 100,
    good: 1,
    shapes: [[1]],
    nonFinite: "taken",
    outside: [-1, 0.5],
    whereOutside: "refused",
    badPoints: [...noPoints, Infinity, 2 ** 60],
    badOptions: [
      {},
      { atol: 0 },
      { atol: -1 },
      { rtol: NaN },
      { atol: "1" },
      { atol: 1, minNpoints: -1 },
      { tol: 1 },
    ],
    isInside: (point) => Number.isSafeInteger(point) && (point as number) >= 0,
  },
  AverageLearner1D: {
    make: (options = { bounds: [-1, 1], minSamples: 2, maxSamples: 4 }) =>
      new AverageLearner1D(([seed, x]) => peak(x) + (seed % 3), options as never),
    fresh: [0, 0.3],
    good: 1,
    shapes: [[1]],
    nonFinite: "taken",
    outside: [[0, 2], [0, -1.5], [0, Infinity]], // prettier-ignore
    whereOutside: "refused",
    badPoints: [...noPoints, 0.5, [-1, 0], [0.5, 0], [0, NaN], [0, "0"], [0, 0, 0]],
    badOptions: [
      ...badBounds({}),
      { bounds: [0, 1], delta: 0 },
      { bounds: [0, 1], alpha: 2 },
      { bounds: [0, 1], minSamples: 9, maxSamples: 3 },
      { bounds: [0, 1], minError: -1 },
      { bounds: [0, 1], min: 1 },
    ],
    isInside: (point) => inside((point as unknown[])[1]),
  },
  SequenceLearner: {
    make: (options = { sequence: Array.from({ length: 60 }, (_, i) => i) }) =>
      new SequenceLearner((x: unknown) => x, options as never),
    fresh: [50, 50],
    good: 1,
    shapes: [[1], { a: 1 }],
    nonFinite: "taken",
    nonNumeric: "taken",
    outside: [[60, 0], [-1, 0]], // prettier-ignore
    whereOutside: "refused",
    badPoints: [NaN, null, undefined, {}, [], [0.5, 0], ["0", 0]],
    badOptions: [{}, { sequence: null }, { sequence: 3 }, { sequence: {} }, { sequence: [1], list: 1 }],
    isInside: (point) => Number.isInteger((point as unknown[])[0]),
  },
  IntegratorLearner: {
    make: (options = { bounds: [-1, 1], tol: 1e-6 }) => new IntegratorLearner(peak, options as never),
    fresh: 0.3,
    good: 1,
    shapes: [[1]],
    nonFinite: "taken",
    outside: [-1.5, 9, Infinity],
    whereOutside: "refused",
    badPoints: noPoints,
    badOptions: [
      ...badBounds({ tol: 1 }),
      { bounds: [0, 1] },
      { bounds: [0, 1], tol: 0 },
      { bounds: [0, 1], tol: NaN },
    ],
    isInside: inside,
  },
  BalancingLearner: {
    make: (options = {}) =>
      new BalancingLearner(
        [1, 2].map((a) => new Learner1D((x: number) => a * peak(x), { bounds: [-1, 1] })),
        options,
      ) as Learner,
    fresh: [1, 0.3],
    good: 1,
    shapes: [[1]],
    nonFinite: "taken",
    outside: [[0, 9]],
    whereOutside: "taken",
    badPoints: [...noPoints, 0.5, [2, 0], [-1, 0], [0.5, 0], [0, NaN], [0, "0"], [0]],
    badOptions: [{ strategy: "best" }, { strategy: 1 }, { cdims: [{ a: 1 }] }, { dims: 1 }],
    isInside: (point) => inside((point as unknown[])[1]),
  },
  DataSaver: {
    make: (options = { picker: (result: { y: number }) => result.y }) =>
      new DataSaver(
        new Learner1D((x: number) => ({ y: peak(x) }), { bounds: [-1, 1] }),
        options as never,
      ) as Learner,
    fresh: 0.3,
    good: { y: 1 },
    shapes: [{ y: [1] }, { x: 1 }, 3],
    nonFinite: "taken",
    outside: [9],
    whereOutside: "taken",
    badPoints: of1D.badPoints,
    badOptions: [{}, { picker: 1 }, { pick: () => 1 }],
    isInside: inside,
  },
};

function run(learner: Learner, n: number): void {
  for (let i = 0; i < n && learner.done?.() !== true; i++) {
    for (const point of learner.ask(1).points) learner.tell(point, learner.function(point));
  }
}

/** All that can be seen of a learner. */
function stateOf(learner: Learner): unknown {
  return [
    learner.npoints,
    [...learner.data],
    [...learner.pendingPoints],
    learner.loss(),
    learner.loss({ real: false }),
    learner.ask(3, { tellPending: false }),
  ];
}

describe.each(Object.entries(cases))("%s", (name, of) => {
  const start = (): Learner => {
    const learner = of.make();
    run(learner, 20);
    return learner;
  };
  /** A data saver is told results, of which it learns a part. */
  const wrap = (value: unknown): unknown => (name === "DataSaver" ? { y: value } : value);

  function expectRefused(act: (learner: Learner) => void): void {
    const learner = start();
    const before = stateOf(learner);
    expect(() => act(learner)).toThrowError(
      expect.objectContaining({ code: expect.stringMatching(/^bad-/) as string }),
    );
    expect(stateOf(learner)).toEqual(before);
  }

  function expectTaken(point: unknown, value: unknown): void {
    const learner = start();
    const before = learner.npoints;
    learner.tell(point, value);
    expect(learner.data.has(point)).toBe(true);
    expect(learner.npoints).toBe(before + 1);
    run(learner, 40);
    const points = [...learner.data.keys()].map((one) => JSON.stringify(one));
    expect(new Set(points).size).toBe(points.length);
    const asked = learner.ask(5, { tellPending: false }).points;
    for (const one of asked) expect(of.isInside(one), JSON.stringify(one)).toBe(true);
    // NaN and infinities survive a table.
    const again = fromTable(learner.new(), toTable(learner));
    expect([...again.data].map((row) => String(row)).sort()).toEqual(
      [...learner.data].map((row) => String(row)).sort(),
    );
  }

  it.each(Object.entries(numbers))(`%s as a value is ${of.nonFinite}`, (_, value) => {
    const vector = Array.isArray(of.good) ? [1, value] : value;
    if (of.nonFinite === "taken") expectTaken(of.fresh, wrap(vector));
    else expectRefused((learner) => learner.tell(of.fresh, wrap(vector)));
  });

  if (of.nonNumeric !== "taken") {
    it.each(Object.entries(others))("%s as a value is refused", (_, value) => {
      expectRefused((learner) => learner.tell(of.fresh, wrap(value)));
      expectRefused((learner) => learner.tellMany([of.fresh], [wrap(value)]));
    });

    it("a value of another shape than the first is refused, alone and among others", () => {
      for (const value of of.shapes) {
        if (name === "DataSaver" && typeof value !== "object") continue;
        expectRefused((learner) => learner.tell(of.fresh, value));
        expectRefused((learner) => learner.tellMany([of.fresh, of.fresh], [of.good, value]));
      }
    });
  }

  it(`a point outside is ${of.whereOutside}`, () => {
    for (const point of of.outside) {
      if (of.whereOutside === "taken") expectTaken(point, of.good);
      else expectRefused((learner) => learner.tell(point, of.good));
    }
  });

  it("what is no point is refused, told or pending", () => {
    for (const point of of.badPoints) {
      expectRefused((learner) => learner.tell(point, of.good));
      expectRefused((learner) => learner.tellPending(point));
      // Each child of a balancing learner takes or refuses its own part of a batch: see below.
      if (name !== "BalancingLearner") {
        expectRefused((learner) => learner.tellMany([of.fresh, point], [of.good, of.good]));
      }
    }
  });

  it("as many values as points are needed", () => {
    expectRefused((learner) => learner.tellMany([of.fresh], []));
    const learner = start();
    learner.tellMany([], []);
    expect(stateOf(learner)).toEqual(stateOf(start()));
  });

  it("asking for none gives none; a count that is not one is refused", () => {
    expect(start().ask(0)).toEqual({ points: [], lossImprovements: [] });
    for (const n of [-1, 0.5, NaN, Infinity, "3", null, undefined, 2n]) {
      expectRefused((learner) => learner.ask(n as number));
    }
  });

  it("options that cannot be are refused, and the error says what can", () => {
    for (const options of of.badOptions) {
      expect(() => of.make(options), JSON.stringify(options)).toThrowError(
        expect.objectContaining({
          name: "LearnerError",
          message: expect.stringMatching(/\w+.*\.$/s) as string,
        }),
      );
    }
  });
});

it("what is no function is refused by every learner of one", () => {
  for (const fn of [undefined, null, 3, "x", {}]) {
    for (const make of [
      () => new Learner1D(fn as never, { bounds: [0, 1] }),
      () => new Learner2D(fn as never, { bounds: box }),
      () => new LearnerND(fn as never, { bounds: box }),
      () => new AverageLearner(fn as never, { atol: 1 }),
      () => new AverageLearner1D(fn as never, { bounds: [0, 1] }),
      () => new SequenceLearner(fn as never, { sequence: [1] }),
      () => new IntegratorLearner(fn as never, { bounds: [0, 1], tol: 1 }),
    ]) {
      expect(make).toThrowError(/needs a function as its first argument/);
    }
  }
});

it("of a batch the children of a balancing learner keep what is theirs, where another refuses its part", () => {
  const learner = cases["BalancingLearner"]!.make();
  run(learner, 20);
  expect(() => learner.tellMany([[1, 0.3], [0, NaN]], [1, 1])).toThrowError(/A point of Learner1D/); // prettier-ignore
  expect(learner.npoints).toBe(21);
  expect(learner.data.get([1, 0.3])).toBe(1);
  run(learner, 20);
  expect(learner.npoints).toBe(41);
  // What is no point of a child at all is seen before any is told.
  expect(() => learner.tellMany([[1, 0.4], [5, 0]], [1, 1])).toThrowError(/index from 0 to 1/); // prettier-ignore
  expect(learner.npoints).toBe(41);
});
