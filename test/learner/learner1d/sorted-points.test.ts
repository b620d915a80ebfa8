import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SortedPoints } from "../../../src/learner/learner1d/sorted-points.js";
import { check } from "../../contract/seed.js";

const points = fc.uniqueArray(
  fc.double({ noNaN: true }).map((x) => x + 0),
  { maxLength: 2000 },
);

/** Index of the largest known point below `x`, the plain way. */
function below(known: readonly number[], x: number): number {
  let best = -1;
  known.forEach((y, id) => {
    if (y < x && (best < 0 || y > known[best]!)) best = id;
  });
  return best;
}

describe("SortedPoints", () => {
  it("finds what stands left of a new point and of any other", () => {
    check(
      fc.property(points, fc.double({ noNaN: true }), (xs, other) => {
        const sorted = new SortedPoints();
        xs.forEach((x, id) => expect(sorted.insert(x, id)).toBe(below(xs.slice(0, id), x)));
        expect(sorted.below(other)).toBe(below(xs, other));
        for (const x of xs.slice(0, 20)) expect(sorted.below(x)).toBe(below(xs, x));
      }),
      20,
    );
  });

  it("keeps thousands of points in order, ascending, descending or mixed", () => {
    const orders: ((i: number) => number)[] = [(i) => i, (i) => -i, (i) => (i * 7919) % 5003];
    for (const order of orders) {
      const sorted = new SortedPoints();
      const xs = Array.from({ length: 5003 }, (_, i) => order(i));
      xs.forEach((x, id) => sorted.insert(x, id));
      const ascending = xs.map((x, id) => ({ x, id })).sort((a, b) => a.x - b.x);
      ascending.forEach(({ x }, i) => expect(sorted.below(x)).toBe(i === 0 ? -1 : ascending[i - 1]!.id));
    }
  });

  it("starts anew from sorted points and takes more", () => {
    check(
      fc.property(points, points, (first, more) => {
        const sorted = new SortedPoints();
        const xs = [...first].sort((a, b) => a - b);
        sorted.rebuild(Int32Array.from(xs.keys()), Float64Array.from(xs));
        for (const x of more) {
          if (xs.includes(x)) continue;
          expect(sorted.insert(x, xs.length)).toBe(below(xs, x));
          xs.push(x);
        }
      }),
      20,
    );
  });
});
