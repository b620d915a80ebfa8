import fc from "fast-check";
import { expect, it } from "vitest";
import { ValueMap, ValueSet, valueKey } from "../../src/learner/index.js";
import { check } from "../contract/seed.js";

it("ValueMap finds points by value, whatever they are", () => {
  const map = new ValueMap<unknown, string>();
  const points = [1, "1", [1], ["1"], [1, 2], [[1], 2], [1, [2]], { x: 1 }, null, true];
  points.forEach((point, i) => map.set(point, `value ${i}`));
  expect(map.size).toBe(points.length);
  points.forEach((point, i) => expect(map.get(structuredClone(point))).toBe(`value ${i}`));
  expect(map.get(Float64Array.of(1, 2))).toBe("value 4");
  expect([map.has([2, 1]), map.get([2, 1])]).toEqual([false, undefined]);
});

it("ValueMap keeps the order in which points came", () => {
  const map = new ValueMap<number[], number>();
  map.set([2, 0], 1).set([1, 0], 2).set([2, 0], 3);
  expect([...map]).toEqual([
    [[2, 0], 3],
    [[1, 0], 2],
  ]);
  expect([...map.entriesFrom(1)]).toEqual([[[1, 0], 2]]);
  expect([[...map.keys()], [...map.values()]]).toEqual([
    [
      [2, 0],
      [1, 0],
    ],
    [3, 2],
  ]);
  expect(map.delete([2, 0])).toBe(true);
  expect([map.size, map.has([2, 0])]).toEqual([1, false]);
  map.clear();
  expect(map.size).toBe(0);
});

it("ValueSet has each point once", () => {
  const set = new ValueSet<number[]>();
  set.add([1, 2]).add([1, 2]).add([2, 1]);
  expect([set.size, set.has([1, 2]), [...set]]).toEqual([
    2,
    true,
    [
      [1, 2],
      [2, 1],
    ],
  ]);
  set.delete([1, 2]);
  expect([...set]).toEqual([[2, 1]]);
  set.clear();
  expect(set.size).toBe(0);
});

it("keys of number arrays are equal just when the numbers are", () => {
  const vector = fc.array(fc.double({ noNaN: true }), { maxLength: 3 });
  check(
    fc.property(vector, vector, (a, b) => {
      const isEqual = a.length === b.length && a.every((x, i) => x === b[i]);
      expect(valueKey(a) === valueKey(b)).toBe(isEqual);
      expect(valueKey([...a])).toBe(valueKey(a));
    }),
    500,
  );
});
