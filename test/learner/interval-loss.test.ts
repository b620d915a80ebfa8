import { describe, expect, it } from "vitest";
import { DOOR_REFERENCE, intervalLoss, Learner1D, usesNthNeighbors } from "../../src/learner/index.js";

// Expected values are those of adaptive 1.5.2's functions of the same name.
const xs = [0.1, 0.2, 0.4, 0.5];
const ys = [0.3, 0.1, 0.5, 0.2];
const vectors = [
  [0.3, 0.2],
  [0.1, 0.1],
  [0.5, 0.4],
  [0.2, 0.2],
];

describe("intervalLoss", () => {
  it("default is the distance of the ends, for vectors the largest of a component", () => {
    expect(intervalLoss.default([0, 0.3], [0, 0.4])).toBeCloseTo(0.5, 14);
    expect(
      intervalLoss.default(
        [0, 0.3],
        [
          [0, 0],
          [0.1, 0.4],
        ],
      ),
    ).toBeCloseTo(0.5, 14);
  });

  it("uniform is the width", () => {
    expect(intervalLoss.uniform([0.25, 0.75], [0, 9])).toBe(0.5);
  });

  it("absMinLog is the distance with the logarithm of the smallest component", () => {
    expect(intervalLoss.absMinLog([0, 0.3], [1, Math.exp(0.4)])).toBeCloseTo(0.5, 14);
    expect(
      intervalLoss.absMinLog(
        [0, 0.3],
        [
          [-1, 5],
          [3, -Math.exp(0.4)],
        ],
      ),
    ).toBeCloseTo(0.5, 14);
  });

  it("triangle is the mean area of the triangles that there are", () => {
    // |(0.1-0.4)(0.1-0.5) - (0.2-0.4)(0.3-0.5)| / 2 = 0.04 and |(0.2-0.5)(0.5-0.2) - (0.4-0.5)(0.1-0.2)| / 2 = 0.05
    expect(intervalLoss.triangle(xs, ys)).toBeCloseTo(0.045, 14);
    expect(intervalLoss.triangle([null, ...xs.slice(1)], [null, ...ys.slice(1)])).toBeCloseTo(0.05, 14);
    expect(intervalLoss.triangle([...xs.slice(0, 3), null], [...ys.slice(0, 3), null])).toBeCloseTo(0.04, 14);
    expect(intervalLoss.triangle([null, 0.2, 0.4, null], [null, 0.1, 0.5, null])).toBeCloseTo(0.2, 14);
  });

  it("triangle of vectors is the area in their space", () => {
    const area = (p: number[], q: number[], r: number[]): number => {
      const [u, v] = [q.map((c, i) => c - p[i]!), r.map((c, i) => c - p[i]!)];
      const dot = (a: number[], b: number[]): number => a.reduce((sum, c, i) => sum + c * b[i]!, 0);
      return Math.sqrt(dot(u, u) * dot(v, v) - dot(u, v) ** 2) / 2;
    };
    const points = xs.map((x, i) => [x, ...vectors[i]!]) as [number[], number[], number[], number[]];
    const expected = (area(points[0], points[1], points[2]) + area(points[1], points[2], points[3])) / 2;
    expect(intervalLoss.triangle(xs, vectors)).toBeCloseTo(expected, 12);
  });

  it("curvature weighs the root of the triangle, the distance and the width", () => {
    const loss = intervalLoss.curvature({ areaFactor: 2, euclidFactor: 3, horizontalFactor: 5 });
    expect(loss(xs, ys)).toBeCloseTo(2 * Math.sqrt(0.045) + 3 * Math.hypot(0.2, 0.4) + 5 * 0.2, 14);
    expect(intervalLoss.curvature()(xs, ys)).toBeCloseTo(
      Math.sqrt(0.045) + 0.02 * Math.hypot(0.2, 0.4) + 0.004,
      14,
    );
  });

  it("resolution leaves short intervals and takes long ones first", () => {
    const loss = intervalLoss.resolution({ minLength: 0.1, maxLength: 0.5 });
    expect([0.05, 0.3, 0.6].map((x) => loss([0, x], [0, 0]))).toEqual([0, 0.3, Infinity]);
  });

  it("refuses options that it does not have or that are not numbers", () => {
    expect(() => intervalLoss.curvature({ area: 1 } as never)).toThrowError(
      /"area".*areaFactor, euclidFactor, horizontalFactor/,
    );
    expect(() => intervalLoss.resolution({ minLength: "1" } as never)).toThrowError(/numbers, not "1"/);
  });

  it("says how our door makes each again", () => {
    const options = { areaFactor: 2 };
    const reference = (loss: object): unknown => (loss as Record<symbol, unknown>)[DOOR_REFERENCE];
    expect(reference(intervalLoss.curvature(options))).toEqual({
      path: "intervalLoss.curvature",
      use: "call",
      args: [options],
    });
    expect(reference(intervalLoss.uniform)).toEqual({ path: "intervalLoss.uniform", use: "value", args: [] });
  });
});

describe("a user's loss", () => {
  it("gets scaled ends and their values", () => {
    const seen: unknown[] = [];
    const learner = new Learner1D((x: number) => 10 * x, {
      bounds: [0, 4],
      lossPerInterval: (points: number[], values: number[]) => {
        seen.push([points, values]);
        return 1;
      },
    });
    learner.tellMany([0, 1, 4], [0, 10, 40]);
    expect(seen).toEqual([
      [
        [0, 0.25],
        [0, 0.25],
      ],
      [
        [0.25, 1],
        [0.25, 1],
      ],
    ]);
  });

  it("gets as many neighbours as it asks for, null beyond the ends", () => {
    const seen: unknown[] = [];
    const loss = usesNthNeighbors(1, (points, values) => {
      seen.push([points, values]);
      return 1;
    });
    const learner = new Learner1D((x: number) => [x, -x], { bounds: [0, 4], lossPerInterval: loss });
    learner.tellMany(
      [0, 2, 4],
      [
        [0, 0],
        [2, -2],
        [4, -4],
      ],
    );
    expect(seen).toEqual([
      [
        [null, 0, 0.5, 1],
        [null, [0, 0], [0.5, -0.5], [1, -1]],
      ],
      [
        [0, 0.5, 1, null],
        [[0, 0], [0.5, -0.5], [1, -1], null],
      ],
    ]);
  });

  it("that returns no number is an error", () => {
    const learner = new Learner1D((x: number) => x, {
      bounds: [0, 1],
      lossPerInterval: () => "high" as never,
    });
    expect(() => learner.tellMany([0, 0.5, 1], [0, 0, 0])).toThrowError(
      /lossPerInterval must return a number, not "high"/,
    );
    expect(() => usesNthNeighbors(-1, () => 1)).toThrowError(/nthNeighbors/);
  });
});
