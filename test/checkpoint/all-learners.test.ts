import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fromTable,
  learnerKind,
  loadLearner,
  saveLearner,
  toldOf,
  toTable,
} from "../../src/checkpoint/index.js";
import { comboToFname } from "../../src/run/shape/index.js";
import * as L from "../../src/learner/index.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "learners-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const square: [number, number][] = [
  [-1, 1],
  [-1, 1],
];
const noisy = ([seed, x]: readonly [number, number]): number => x + 0.1 * Math.sin(99 * seed);

const learners: Record<string, () => unknown> = {
  Learner1D: () => new L.Learner1D((x: number) => x ** 2, { bounds: [-1, 1] }),
  Learner2D: () => new L.Learner2D(([x, y]) => x! * y!, { bounds: square as never }),
  LearnerND: () => new L.LearnerND(([x, y]) => [x! * y!, x!], { bounds: square }),
  IntegratorLearner: () =>
    new L.IntegratorLearner((x: number) => Math.sqrt(x), { bounds: [0, 1], tol: 1e-6 }),
  AverageLearner: () => new L.AverageLearner((seed: number) => Math.sin(seed), { atol: 0.01 }),
  AverageLearner1D: () => new L.AverageLearner1D(noisy as never, { bounds: [-1, 1], delta: 0.1 }),
  "BalancingLearner(Learner1D)": () =>
    new L.BalancingLearner(
      [1, 2].map((n) => new L.Learner1D((x: number) => x ** n, { bounds: [-1, 1] })) as never,
    ),
  "BalancingLearner(SequenceLearner)": () =>
    new L.BalancingLearner(
      [1, 2].map((n) => new L.SequenceLearner((x: number) => x ** n, { sequence: [3, 4, 5] })) as never,
    ),
  "DataSaver(AverageLearner1D)": () =>
    new L.DataSaver(
      new L.AverageLearner1D(((point: readonly [number, number]) => ({ y: noisy(point) })) as never, {
        bounds: [-1, 1],
        delta: 0.1,
      }) as never,
      {
        picker: (result: { y: number }) => result.y,
      },
    ),
};

describe("every learner", () => {
  it.each(Object.entries(learners))("%s goes through a file and a table", async (kind, make) => {
    const learner = make() as L.Learner;
    for (let turn = 0; turn < 60 && learner.done?.() !== true; turn++) {
      for (const point of learner.ask(1).points) learner.tell(point, learner.function(point));
    }
    expect(learnerKind(learner)).toBe(kind);
    const told = toldOf(learner);
    const fname = join(folder, kind);
    await saveLearner(learner, fname);
    const loaded = learner.new();
    await loadLearner(loaded, fname);
    for (const again of [loaded, fromTable(learner.new(), toTable(learner))]) {
      expect(again.npoints).toBe(learner.npoints);
      expect(toldOf(again)).toStrictEqual(told);
      // Learner2D relaxes its gradients to a tolerance, point by point or all at once.
      expect(again.loss()).toBeCloseTo(learner.loss(), kind === "Learner2D" ? 5 : 12);
    }
  });
});

it("a function names the file of each child of a balancing learner", async () => {
  const make = (): L.BalancingLearner<number, number> =>
    L.BalancingLearner.fromProduct(
      (x: number, { a }: { a: number }) => a * x,
      L.Learner1D,
      { bounds: [0, 1] },
      { a: [1, 2] },
    );
  const learner = make();
  for (const point of learner.ask(8).points) learner.tell(point, learner.function(point) as number);
  const fname = (_: L.Learner, index: number): string =>
    join(folder, comboToFname(learner.cdims![index]!, { folder: "named" }));
  await saveLearner(learner, fname);
  const second = learner.learners[1]!.new();
  await loadLearner(second, join(folder, "named", "a_2.arrow"));
  expect([...second.data]).toEqual([...learner.learners[1]!.data]);
  const loaded = make();
  await loadLearner(loaded, fname);
  expect(loaded.loss()).toBe(learner.loss());
  await expect(saveLearner(second, fname)).rejects.toThrowError(/not a BalancingLearner/);
});
