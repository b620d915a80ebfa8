import fc from "fast-check";
import { expect, it } from "vitest";
import { PointIndex } from "../../../src/learner/collections/point-index.js";
import { check } from "../../contract/seed.js";

it("PointIndex numbers points and finds them by value", () => {
  check(
    fc.property(
      fc.uniqueArray(
        fc.double({ noNaN: true }).map((x) => x + 0),
        { maxLength: 3000 },
      ),
      (xs) => {
        const index = new PointIndex();
        xs.forEach((x, id) => {
          expect(index.find(x)).toBe(-1);
          expect(index.add(x)).toBe(id);
        });
        xs.forEach((x, id) => expect(index.find(x)).toBe(id));
      },
    ),
    20,
  );
});

it("PointIndex takes -0 and 0 for one point, as a Map does", () => {
  const index = new PointIndex();
  index.add(-0);
  expect(index.find(0)).toBe(0);
  expect(index.find(-0)).toBe(0);
});

it("PointIndex finds neighbouring doubles apart, in ten thousands", () => {
  const index = new PointIndex();
  const xs = Array.from({ length: 40_000 }, (_, i) => 1 + i * Number.EPSILON);
  for (const x of xs) index.add(x);
  expect(xs.every((x, id) => index.find(x) === id)).toBe(true);
  expect(index.find(1 - Number.EPSILON)).toBe(-1);
});
