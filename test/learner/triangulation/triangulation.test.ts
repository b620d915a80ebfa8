import { describe, expect, it } from "vitest";
import { triangulate } from "../../../src/learner/triangulation/triangulate.js";
import { findFault, totalVolume } from "./validate.js";

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function corners(dim: number): number[][] {
  return Array.from({ length: 1 << dim }, (_, k) =>
    Array.from({ length: dim }, (_, c) => (k >> (dim - 1 - c)) & 1),
  );
}

describe("Triangulation", () => {
  for (const [dim, n] of [
    [2, 2000],
    [3, 500],
    [4, 120],
    [5, 40],
  ] as const) {
    it(`holds ${n} random points of a cube in ${dim} dimensions`, () => {
      const next = random(7);
      const points = [...corners(dim), ...Array.from({ length: n }, () => Array.from({ length: dim }, next))];
      const tri = triangulate(dim, points)!;
      expect(tri.count).toBe(points.length);
      expect(findFault(tri)).toBeUndefined();
      expect(totalVolume(tri)).toBeCloseTo(1, 9);
    });

    it(`grows from random points outside its hull in ${dim} dimensions`, () => {
      const next = random(11);
      const points = Array.from({ length: Math.min(n, 300) }, () => Array.from({ length: dim }, next));
      const tri = triangulate(dim, points)!;
      expect(findFault(tri)).toBeUndefined();
      expect(tri.count).toBe(points.length);
    });

    it(`takes a grid in any order in ${dim} dimensions`, () => {
      const side = { 2: 20, 3: 6, 4: 4, 5: 3 }[dim];
      const grid: number[][] = [];
      for (let k = 0; k < side ** dim; k++) {
        grid.push(Array.from({ length: dim }, (_, c) => Math.floor(k / side ** c) % side));
      }
      for (const seed of [0, 3]) {
        const next = random(seed);
        const order =
          seed === 0
            ? grid
            : grid
                .map((p) => [next(), p] as const)
                .sort((a, b) => a[0] - b[0])
                .map(([, p]) => p);
        const tri = triangulate(dim, order)!;
        expect(tri.count).toBe(grid.length);
        expect(findFault(tri)).toBeUndefined();
        expect(totalVolume(tri)).toBeCloseTo((side - 1) ** dim, 6);
      }
    });
  }
});
