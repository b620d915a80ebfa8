import { describe, expect, it } from "vitest";
import { LearnerND } from "../../../src/learner/index.js";
import { advance } from "../../contract/learner.js";

const box = (dim: number): [number, number][] => Array.from({ length: dim }, () => [-1, 2]);
const linear = (point: readonly number[]): number => point.reduce((sum, x, axis) => sum + (axis + 1) * x, 0);
const make = (dim: number, n: number): LearnerND => {
  const learner = new LearnerND(linear, { bounds: box(dim) });
  advance(learner, linear, n);
  return learner;
};

describe("level sets of LearnerND", () => {
  it("an isoline of a plane is its straight line, from edge to edge", () => {
    const pieces = make(2, 60).isoline(0.5);
    let length = 0;
    for (const [from, to] of pieces) {
      expect(linear(from!)).toBeCloseTo(0.5, 9);
      expect(linear(to!)).toBeCloseTo(0.5, 9);
      length += Math.hypot(to![0]! - from![0]!, to![1]! - from![1]!);
    }
    // x + 2y = 0.5 enters the box at (-1, 0.75) and leaves it at (2, -0.75).
    expect(length).toBeCloseTo(Math.hypot(3, 1.5), 9);
  });

  it("an isosurface of a linear function is flat and as large as the cut through the box", () => {
    const { vertices, faces } = make(3, 80).isosurface(3);
    for (const vertex of vertices) expect(linear(vertex)).toBeCloseTo(3, 9);
    let area = 0;
    for (const face of faces) {
      const [a, b, c] = face.map((i) => vertices[i]!) as [number[], number[], number[]];
      const [u, v] = [b, c].map((corner) => corner.map((x, k) => x - a[k]!)) as [number[], number[]];
      const normal = [0, 1, 2].map(
        (k) => u[(k + 1) % 3]! * v[(k + 2) % 3]! - u[(k + 2) % 3]! * v[(k + 1) % 3]!,
      );
      area += Math.hypot(...normal) / 2;
    }
    // Seen along z it is where z = (3 - x - 2y) / 3 is inside: all of the box but two corners.
    let covered = 0;
    const steps = 600;
    for (let i = 0; i < steps; i++) {
      for (let j = 0; j < steps; j++) {
        const [x, y] = [-1 + (3 * (i + 0.5)) / steps, -1 + (3 * (j + 0.5)) / steps];
        const z = (3 - x - 2 * y) / 3;
        if (z >= -1 && z <= 2) covered += 9 / steps ** 2;
      }
    }
    expect(area).toBeCloseTo((covered * Math.hypot(1, 2, 3)) / 3, 1);
  });

  it.each<[string, () => unknown, RegExp]>([
    ["a value that is not reached", () => make(2, 20).isoline(100), /values go from -3 to 6/],
    ["the lowest value", () => make(2, 20).isoline(-3), /values go from -3 to 6/],
    ["a line in space", () => make(3, 20).isoline(0), /needs a function of 2 variables/],
    ["a surface in the plane", () => make(2, 20).isosurface(0), /needs a function of 3 variables/],
    ["no points", () => make(2, 0).isoline(0), /no points yet/],
    ["no number", () => make(2, 20).isoline(NaN), /no isoline of NaN/],
    [
      "vectors",
      () => {
        const learner = new LearnerND((point: number[]) => [...point], { bounds: box(2) });
        advance(learner, (point) => [...point], 20);
        return learner.isoline(0);
      },
      /values are vectors/,
    ],
  ])("there is none for %s", (_, make, message) => expect(make).toThrowError(message));
});
