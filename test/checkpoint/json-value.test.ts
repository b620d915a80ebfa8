import { describe, expect, it } from "vitest";
import { decodeJson, encodeJson, unkeepable } from "../../src/checkpoint/json-value.js";

const back = (value: unknown): unknown => decodeJson(encodeJson(value));

describe("JSON that loses nothing", () => {
  const kept: [string, unknown][] = [
    ["NaN", NaN],
    ["infinities", [Infinity, -Infinity]],
    ["-0", -0],
    ["undefined", { a: undefined }],
    ["bigint", 12345678901234567890n],
    ["date", new Date(1e12)],
    ["an invalid date", new Date(NaN)],
    ["regular expression", /a+b/gi],
    [
      "map",
      new Map<unknown, unknown>([
        ["a", 1],
        [{ b: 2 }, [3]],
      ]),
    ],
    ["set", new Set([1, "a", -0])],
    ["null", null],
    ["text", "\u0000 é 😀 \ud800"],
    ["nested", { a: [{ b: [NaN] }] }],
    ["an object with the tag as a key", { $: "Date", v: 1 }],
    ["__proto__ as a key", JSON.parse('{"__proto__": {"a": 1}}')],
    ["null prototype values", { a: null, b: false }],
    ["array of mixed", [1, "2", true, null, undefined]],
    ["buffer", new Uint8Array([1, 2, 255])],
    ["array buffer", new Uint8Array([1, 2, 3]).buffer],
    ["float32", new Float32Array([1.5, NaN, -0])],
    ["int8", new Int8Array([-1, 2])],
    ["bigint64", new BigInt64Array([-1n, 2n])],
    ["a view into a buffer", new Float64Array([1, 2, 3, 4]).subarray(1, 3)],
    ["empty typed array", new Float64Array(0)],
    ["empty", []],
    ["empty object", {}],
  ];
  it.each(kept)("keeps %s", (_name, value) => {
    expect(back(value)).toStrictEqual(value);
    expect(unkeepable(value)).toBeNull();
  });

  it("refuses what cannot be kept, and says where it is", () => {
    class Complex {
      constructor(readonly re: number) {}
    }
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(unkeepable({ a: [() => 1] })).toMatch(/value\.a\[0\] is a function/);
    expect(unkeepable(Symbol("x"))).toMatch(/symbol/);
    expect(unkeepable(new Complex(1))).toMatch(/instance of Complex/);
    expect(unkeepable(Promise.resolve(1))).toMatch(/instance of Promise/);
    expect(unkeepable(loop)).toMatch(/value\.self refers to itself/);
  });
});
