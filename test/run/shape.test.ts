import { expect, expectTypeOf, test } from "vitest";
import { comboToFname, namedProduct } from "../../src/run/shape/index.js";

test("namedProduct combines all values, the last list fastest", () => {
  const combos = namedProduct({ pow: [0, 1], a: [0.1, 0.5], name: ["x"] });
  expectTypeOf(combos[0]!.pow).toEqualTypeOf<number>();
  expect(combos).toEqual([
    { pow: 0, a: 0.1, name: "x" },
    { pow: 0, a: 0.5, name: "x" },
    { pow: 1, a: 0.1, name: "x" },
    { pow: 1, a: 0.5, name: "x" },
  ]);
  expect(namedProduct({ a: [] })).toEqual([]);
});

test("comboToFname sorts keys and rounds", () => {
  expect(comboToFname({ pow: 2, a: 0.1 }, { folder: "data" })).toBe("data/a_0.1__pow_2.arrow");
  expect(comboToFname({ a: 0.1 + 0.2 })).toBe("a_0.3.arrow");
  expect(comboToFname({ a: 1 / 3 }, { sigFigs: 3, ext: ".x" })).toBe("a_0.333.x");
  expect(comboToFname({ path: "a/b" })).toBe("path_a-b.arrow");
});
