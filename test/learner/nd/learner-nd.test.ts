import { describe, expect, it } from "vitest";
import { LearnerND, simplexLoss } from "../../../src/learner/index.js";

const square: [number, number][] = [[-1, 1], [-1, 1]]; // prettier-ignore
const plane = ([x, y]: number[]): number => 2 * x! - y!;

function run<V extends number | number[]>(learner: LearnerND<V>, n: number): LearnerND<V> {
  while (learner.npoints < n) {
    const point = learner.ask(1).points[0]!;
    learner.tell(point, learner.function(point) as V);
  }
  return learner;
}

it("refuses vectors where it is anisotropic, and stays as it was", () => {
  const learner = new LearnerND((p: number[]) => [...p], { bounds: [[0, 1], [0, 1]], anisotropic: true }); // prettier-ignore
  expect(() => learner.tell([0, 0], [1, 2])).toThrowError(/learns numbers only/);
  expect(() => learner.tellMany([[0, 0]], [[1, 2]])).toThrowError(/learns numbers only/);
  expect(learner.npoints).toBe(0);
});

describe("LearnerND", () => {
  it("interpolates linearly, and not outside the points", () => {
    const learner = run(new LearnerND(plane, { bounds: square }), 30);
    const [inside, outside] = learner.interpolate([[0.3, 0.4], [2, 0]]); // prettier-ignore
    expect(inside).toBeCloseTo(0.2, 12);
    expect(outside).toBeNaN();
    const { axes, values } = learner.interpolatedOnGrid(5);
    expect(axes).toEqual([[-1, -0.5, 0, 0.5, 1], [-1, -0.5, 0, 0.5, 1]]); // prettier-ignore
    expect(values[1]).toBeCloseTo(-1.5, 12);
  });

  it("learns vectors in four dimensions", () => {
    const f = (p: number[]): number[] => [p[0]! * p[1]!, p[2]! + p[3]!];
    const bounds = [[0, 1], [0, 1], [0, 1], [0, 2]] as [number, number][]; // prettier-ignore
    const learner = run(new LearnerND<number[]>(f, { bounds, lossPerSimplex: simplexLoss.std }), 80);
    expect((learner.interpolate([[0.5, 0.5, 0.5, 0.5]])[0] as number[])[1]).toBeCloseTo(1, 9);
    expect(learner.simplices().length).toBeGreaterThan(100);
  });

  it("goes on among values that are not finite", () => {
    const f = ([x, y]: number[]): number => (x! > 0.5 ? NaN : y! > 0.5 ? Infinity : x! * y!);
    const learner = run(new LearnerND(f, { bounds: square }), 300);
    expect(learner.loss()).toBeLessThan(1);
  });

  it("keeps points outside the bounds, and on top of others, in the data only", () => {
    const learner = run(new LearnerND(plane, { bounds: square }), 20);
    const { points } = learner.ask(1, { tellPending: false });
    learner.tell([5, 5], 1e9);
    const [known] = [...learner.data.keys()];
    learner.tell([known![0]! + 1e-13, known![1]!], 3);
    expect(learner.npoints).toBe(22);
    expect(learner.ask(1, { tellPending: false }).points).toEqual(points);
  });

  it("asks elsewhere while a hundred points are pending", () => {
    const learner = run(
      new LearnerND(plane, { bounds: square, lossPerSimplex: simplexLoss.curvature() }),
      10,
    );
    const { points } = learner.ask(100);
    expect(new Set(points.map(String)).size).toBe(100);
    for (const point of points.reverse()) learner.tell(point, plane(point));
    expect(learner.npoints).toBe(110);
    expect(learner.pendingPoints.size).toBe(0);
  });

  it("uses a loss of one's own, with neighbours", () => {
    let sawNeighbor = false;
    const loss = Object.assign(
      (
        simplex: readonly (readonly number[])[],
        _values: unknown,
        _scale: number,
        neighbors: readonly unknown[] = [],
      ) => {
        if (neighbors.some((neighbor) => neighbor !== null)) sawNeighbor = true;
        return Math.abs(simplex[0]![0]! - simplex[1]![0]!);
      },
      { nthNeighbors: 1 as const },
    );
    run(new LearnerND(plane, { bounds: square, lossPerSimplex: loss }), 30);
    expect(sawNeighbor).toBe(true);
  });

  it("refuses options and bounds that mean nothing", () => {
    const bad = [{}, { bounds: [[0, 1]] }, { bounds: [[1, 1], [0, 1]] }, { bounds: square, loss: 1 }, { bounds: { hull: [[0, 0], [1, 1], [2, 2]] } }]; // prettier-ignore
    for (const options of bad) expect(() => new LearnerND(plane, options as never)).toThrowError();
    expect(() => simplexLoss.curvature({ exploration: -1 })).toThrowError(/exploration/);
  });
});
