// What adaptive's learners tell besides points and losses: bounds, dimensions, tables of numbers.
import { describe, expect, it } from "vitest";
import {
  AverageLearner,
  BalancingLearner,
  DataSaver,
  IntegratorLearner,
  Learner1D,
  Learner2D,
  LearnerND,
  makeDataSaver,
} from "../../src/learner/index.js";
import { advance } from "../contract/learner.js";

const sum = (point: readonly number[]): number => point.reduce((total, x) => total + x, 0);
type Planar = Learner2D | LearnerND;
const square = [[0, 1], [0, 2]] as const; // prettier-ignore

describe.each([
  ["Learner2D", (): Planar => new Learner2D(sum, { bounds: square })],
  ["LearnerND", (): Planar => new LearnerND(sum, { bounds: square })],
] as const)("%s", (_, make) => {
  it("says when the corners of its bounds are done", () => {
    const learner = make();
    const { points } = learner.ask(4);
    expect(learner.boundsAreDone).toBe(false);
    for (const point of points.slice(0, 3)) learner.tell(point, sum(point));
    expect(learner.boundsAreDone).toBe(false);
    learner.tell(points[3]!, sum(points[3]!));
    expect(learner.boundsAreDone).toBe(true);
    expect(learner.bounds).toEqual(square);
  });

  it("tells points inside from points outside, the edges included", () => {
    const learner = make();
    expect([[0, 0], [1, 2], [0.5, 1]].map((point) => learner.insideBounds(point))).toEqual([true, true, true]); // prettier-ignore
    expect([[-0.1, 0], [1, 2.1]].map((point) => learner.insideBounds(point))).toEqual([false, false]); // prettier-ignore
    expect(() => learner.insideBounds([1])).toThrowError(/points of 2/);
  });

  it("gives its points and values as rows", () => {
    const learner = make();
    learner.tell([1, 2], 3);
    learner.tell([0, 2], 2);
    expect(learner.toArray()).toEqual([[1, 2, 3], [0, 2, 2]]); // prettier-ignore
    expect(learner.vdim).toBe(1);
  });
});

it("vectors give as many columns as they have numbers", () => {
  const learner = new LearnerND(([x, y]: number[]) => [x!, y!, 1], { bounds: [[0, 1], [0, 1]] }); // prettier-ignore
  expect(learner.vdim).toBe(1);
  learner.tell([0, 1], [0, 1, 1]);
  expect(learner.vdim).toBe(3);
  expect(learner.toArray()).toEqual([[0, 1, 0, 1, 1]]);
});

it("a hull tells its inside too", () => {
  const learner = new LearnerND(sum, { bounds: { hull: [[0, 0], [1, 0], [0, 1]] } }); // prettier-ignore
  expect(learner.insideBounds([0.2, 0.2])).toBe(true);
  expect(learner.insideBounds([0.9, 0.9])).toBe(false);
  advance(learner, sum, 3);
  expect(learner.boundsAreDone).toBe(true);
});

it("the others give rows of numbers as well", () => {
  const average = new AverageLearner((seed: number) => seed * 2, { atol: 1 });
  average.tellMany([1, 0], [2, 0]);
  expect(average.toArray()).toEqual([[1, 2], [0, 0]]); // prettier-ignore
  const integrator = new IntegratorLearner((x: number) => x, { bounds: [0, 1], tol: 0.1 });
  integrator.tellMany([1, 0], [1, 0]);
  expect(integrator.toArray()).toEqual([[0, 0], [1, 1]]); // prettier-ignore
});

describe("makeDataSaver", () => {
  const f = (x: number, { a }: { a: number }): { y: number; note: string } => ({ y: a * x, note: `at ${x}` });
  const Saver = makeDataSaver(Learner1D, { picker: (result: { y: number; note: string }) => result.y });

  it("makes children of a product that are data savers", () => {
    const learner = BalancingLearner.fromProduct(f, Saver, { bounds: [0, 1] }, { a: [1, 2] });
    advance(learner, (point) => learner.function(point) as { y: number; note: string }, 10);
    const [first, second] = learner.learners as unknown as DataSaver<
      number,
      { y: number; note: string },
      number
    >[];
    expect(first).toBeInstanceOf(DataSaver);
    expect(first!.learner).toBeInstanceOf(Learner1D);
    expect([first!.data.get(1), second!.data.get(1)]).toEqual([1, 2]);
    expect(second!.extraData.get(1)).toEqual({ y: 2, note: "at 1" });
    expect(learner.new().learners[0]).toBeInstanceOf(DataSaver);
  });

  it("checks the options of the learner inside and the picker", () => {
    expect(() => new Saver(() => ({ y: 0, note: "" }), { bounds: [1, 0] })).toThrowError(
      /Learner1D needs bounds/,
    );
    const Bad = makeDataSaver(Learner1D, {} as never);
    expect(() => new Bad(() => 0, { bounds: [0, 1] })).toThrowError(/picker/);
  });
});
