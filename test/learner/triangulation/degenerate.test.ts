import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Triangulation } from "../../../src/learner/triangulation/triangulation.js";
import { check } from "../../contract/seed.js";
import { findFault, totalVolume } from "./validate.js";

function unitSimplex(dim: number): number[][] {
  return Array.from({ length: dim + 1 }, (_, k) =>
    Array.from({ length: dim }, (_, c) => (c + 1 === k ? 1 : 0)),
  );
}

/** Coordinates that put points on each other's lines, circles and vertices, exactly or very nearly. */
const coordinate = fc.oneof(
  fc.integer({ min: -4, max: 8 }).map((k) => k / 4),
  fc.constantFrom(1e-9, -1e-9, 1 / 3, 0.1 + 0.2, 1 + 1e-12, 0.5 - 1e-16),
  fc.double({ min: -1, max: 2, noNaN: true }),
);

describe("Triangulation of degenerate points", () => {
  for (const [dim, most, runs] of [
    [2, 60, 60],
    [3, 30, 30],
    [4, 12, 10],
  ] as const) {
    for (const keepsCracks of [true, false]) {
      it(`stays whole in ${dim} dimensions, ${keepsCracks ? "with" : "without"} cracks`, () => {
        const point = fc.array(coordinate, { minLength: dim, maxLength: dim });
        check(
          fc.property(fc.array(point, { maxLength: most }), (points) => {
            const tri = new Triangulation(dim, unitSimplex(dim), { keepsCracks });
            let count = tri.count;
            for (const each of points) {
              const vertex = tri.insert(each);
              if (vertex >= 0) expect(vertex).toBe(count++);
            }
            expect(tri.count).toBe(count);
            expect(findFault(tri)).toBeUndefined();
            expect(totalVolume(tri)).toBeGreaterThan(0);
          }),
          runs,
        );
      });
    }
  }
});
