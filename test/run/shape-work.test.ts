import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadDataframes, saveLearner } from "../../src/checkpoint/index.js";
import {
  BalancingLearner,
  DataSaver,
  Learner1D,
  SequenceLearner,
  type Learner,
} from "../../src/learner/index.js";
import {
  addConstantToFname,
  combineSequenceLearners,
  comboToFname,
  copyFromSequenceLearner,
  expandDictColumns,
  hashAnything,
  loadParallel,
  saveParallel,
  shuffle,
  split,
  splitInBalancingLearners,
  splitSequenceInSequenceLearners,
  splitSequenceLearner,
} from "../../src/run/shape/index.js";

const line = (): Learner1D => new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });

function fill(
  learner: {
    npoints: number;
    ask(n: number): { points: unknown[] };
    tell(point: never, value: never): void;
    function: (point: never) => unknown;
  },
  n: number,
): void {
  while (learner.npoints < n)
    for (const point of learner.ask(1).points)
      learner.tell(point as never, learner.function(point as never) as never);
}

describe("splitting", () => {
  it("makes parts of equal length", () => {
    expect(split([1, 2, 3, 4, 5], 2)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(split(new Set("abc"), 5)).toEqual([["a"], ["b"], ["c"]]);
    expect(split([], 3)).toEqual([]);
    expect(() => split([1], 0)).toThrow(/nParts is 0/);
  });

  it("puts learners into balancing learners", () => {
    const learners = Array.from({ length: 5 }, line);
    const [balancing, fnames] = splitInBalancingLearners(learners, ["a", "b", "c", "d", "e"], 2);
    expect(fnames).toEqual([
      ["a", "b", "c"],
      ["d", "e"],
    ]);
    expect(balancing[1]).toBeInstanceOf(BalancingLearner);
    expect(balancing[1]!.learners).toEqual(learners.slice(3));
    expect(() => splitInBalancingLearners(learners, ["a"], 2)).toThrow(/5 learners and 1 file names/);
  });

  it("splits a sequence learner with its values, and combines the parts again", () => {
    const big = new SequenceLearner((x: number) => 10 * x, { sequence: [5, 6, 7, 8, 9] });
    fill(big, 4);
    const [parts, fnames] = splitSequenceLearner(big, 2, { folder: "data" });
    expect(parts.map((part) => part.npoints)).toEqual([3, 1]);
    expect([...parts[1]!.data]).toEqual([[[0, 8], 80]]);
    expect(new Set(fnames).size).toBe(2);
    expect(fnames[0]).toMatch(/^data\/[0-9a-f]{32}\.arrow$/);
    expect(
      splitSequenceInSequenceLearners((x: number) => x, [5, 6, 7, 8, 9], 2, { folder: "data" })[1],
    ).toEqual(fnames);
    fill(parts[1]!, 2);
    expect(combineSequenceLearners(parts).result()).toEqual([50, 60, 70, 80, 90]);
    const given = combineSequenceLearners(parts, big.new());
    expect(given.result()).toEqual([50, 60, 70, 80, 90]);
    expect(() => combineSequenceLearners([parts[0]!], big.new())).toThrow(
      /3 elements in all, the big learner has 5/,
    );
    expect(() => combineSequenceLearners([])).toThrow(/no learners/);
  });

  it("copies values of equal elements, wherever they stand", () => {
    const from = new SequenceLearner((x: { a: number; b: number }) => x.a, {
      sequence: [
        { a: 1, b: 2 },
        { a: 2, b: 2 },
      ],
    });
    fill(from, 2);
    const to = new SequenceLearner((x: { a: number; b: number }) => x.a, {
      sequence: [
        { b: 0, a: 0 },
        { b: 2, a: 2 },
      ],
    });
    copyFromSequenceLearner(from, to);
    expect([...to.data]).toEqual([[[1, { b: 2, a: 2 }], 2]]);
  });
});

describe("names", () => {
  it("with and without a constant", () => {
    const combo = { x: 1, a: 0.1 };
    expect(addConstantToFname(combo, { b: 2 }, { folder: "data" })).toEqual([
      "data/a_0.1__x_1.arrow",
      "data/a_0.1__b_2__x_1.arrow",
    ]);
    expect(addConstantToFname(combo, { a: 3 })).toEqual(["x_1.arrow", "a_3__x_1.arrow"]);
    expect(combo).toEqual({ x: 1, a: 0.1 });
    expect(comboToFname({ a: 1 / 3 }, { sigFigs: 3 })).toBe("a_0.333.arrow");
  });

  it("are equal for equal things", () => {
    expect(hashAnything({ a: 1, b: [NaN, -0] })).toBe(hashAnything({ b: [NaN, -0], a: 1 }));
    // The same in every process, now and later.
    expect(hashAnything([5, 3])).toBe("6422b31f4f29895ed8b5d1d0fa550c70");
    class Model {
      constructor(readonly n: number) {}
    }
    const different = [
      0,
      -0,
      "0",
      0n,
      [0],
      { 0: 0 },
      null,
      undefined,
      new Float64Array(1),
      (x: number) => x,
      (y: number) => y,
      new Model(1),
      new Model(2),
      new Date(0),
      Symbol("a"),
    ];
    expect(new Set(different.map(hashAnything)).size).toBe(different.length);
  });
});

describe("shuffling", () => {
  it("keeps lists together, and its order with a seed", () => {
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    const [a, b] = shuffle([numbers, numbers.map(String)]);
    expect(a.map(String)).toEqual(b);
    expect(a).not.toEqual(numbers);
    expect([...a].sort((x, y) => x - y)).toEqual(numbers);
    expect(shuffle([numbers])[0]).toEqual(a);
    expect(shuffle([numbers], { seed: 1 })[0]).not.toEqual(a);
    expect(shuffle([numbers], { seed: null })[0]).not.toEqual(shuffle([numbers], { seed: null })[0]);
    expect(() => shuffle([[1], []])).toThrow(/different lengths/);
    expect(shuffle([])).toEqual([]);
  });
});

describe("many files", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "shape-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("are saved and loaded at once", async () => {
    const learners = Array.from({ length: 40 }, line);
    learners.forEach((learner, index) => fill(learner as never, index + 1));
    const fnames = learners.map((_, index) => join(folder, `${index}`));
    await saveParallel(learners as never, fnames, { maxWorkers: 5 });
    const again = Array.from({ length: 41 }, line);
    await loadParallel(again as never, [...fnames, join(folder, "missing")]);
    expect(again.map((learner) => learner.npoints)).toEqual([
      ...learners.map((learner) => learner.npoints),
      0,
    ]);
    await writeFile(fnames[3]!, "garbage");
    const third = learners.map(() => line());
    await expect(loadParallel(third as never, fnames)).rejects.toThrow(
      /1 of 40 files failed; the first: .*3 cannot be read/,
    );
    expect(third[39]!.npoints).toBe(40);
  });

  it("become tables with columns for the members of results", async () => {
    const learner = new DataSaver(line() as never, {
      picker: (result: { y: number }) => result.y,
    }) as Learner<number>;
    for (const x of [-1, 1]) learner.tell(x, { y: x, more: { n: 2 * x }, list: [1] });
    const fname = join(folder, "saver");
    await saveLearner(learner as never, fname);
    expect(expandDictColumns(await loadDataframes([fname]))).toEqual([
      { x: -1, fname, "y.y": -1, "y.more.n": -2, "y.list": [1] },
      { x: 1, fname, "y.y": 1, "y.more.n": 2, "y.list": [1] },
    ]);
    expect(expandDictColumns([{ a: 1 }, { a: { b: 2 } }])).toEqual([{ a: 1 }, { a: { b: 2 } }]);
    expect(expandDictColumns([])).toEqual([]);
    expect(() => expandDictColumns([{ a: { b: 1 }, "a.b": 2 }])).toThrow(/column "a.b" already/);
  });
});
