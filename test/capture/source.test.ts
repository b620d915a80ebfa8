import { describe, expect, test } from "vitest";
import { analyze } from "../../src/capture/source/analyze.js";
import { emitFactory } from "../../src/capture/source/emit.js";

const free = (source: string): string[] => [...analyze(source).free.keys()].sort();

describe("outside names of a function", () => {
  test.each<[string, string[]]>([
    ["(x) => x + a * b.c", ["a", "b"]],
    ["function f(n) { return n ? f(n - 1) : g }", ["g"]],
    ["({ a, b: [c = d] }, ...e) => a + c + e.length", ["d"]],
    ["() => { { let a = 1; use(a); } return a; }", ["a", "use"]],
    ["() => { if (x) { var a = 1; } return a; }", ["x"]],
    ["() => { for (const k of list) out(k); return k; }", ["k", "list", "out"]],
    ["() => { try { t(); } catch ({ message: m }) { return m; } }", ["t"]],
    ["() => { switch (v) { case one: let w = 1; return w; } }", ["one", "v"]],
    ["() => { ({ a: x.y, b, ...rest } = source); }", ["b", "rest", "source", "x"]],
    ["() => { label: for (;;) { break label; } }", []],
    [
      "() => ({ key: value, [computed]: 1, shorthand, method() { return inner; } })",
      ["computed", "inner", "shorthand", "value"],
    ],
    [
      "class A extends B { static s = t; [k] = v; #p = q; m() { return this.#p + A.s + r; } static { z(); } }",
      ["q", "r", "v"],
    ],
    ["function () { return arguments.length }", []],
    ["() => arguments.length", ["arguments"]],
    ["() => tag`a ${b} c`", ["b", "tag"]],
    ["async *m() { yield* other(await p); }", ["other", "p"]],
    ["get value() { return this.x + y; }", ["y"]],
    ["() => new (class { a = b; c() { return super.d(e); } })()", ["b", "e"]],
    ["(a = b) => { var c; return import(d) }", ["b", "d"]],
    ["() => typeof maybe", ["maybe"]],
  ])("%s", (source, names) => {
    expect(free(source)).toEqual(names);
  });
});

describe("factories", () => {
  function make(
    source: string,
    names: string[],
    values: unknown[],
    cells: string[] = [],
  ): (...args: unknown[]) => unknown {
    const { text } = emitFactory(analyze(source), { names, cells: new Set(cells), isStrict: false });
    const factory = new Function(`return ${text}`)() as (
      ...parts: unknown[]
    ) => [(...args: unknown[]) => unknown, ((values: unknown[]) => void)?];
    const [fn, set] = factory({ stamping: false, privates: () => undefined }, null, undefined, []);
    set?.(values);
    return fn;
  }

  test("a variable that is assigned lives in a cell, wherever it stands", () => {
    const cell = { value: 1 };
    const source =
      "(o) => { n++; n += 2; [n] = [n * 2]; ({ n } = { n: n + 1 }); for (n of [n]) ; return { n, t: typeof n, c: (() => n)() }; }";
    expect(make(source, ["n"], [cell], ["n"])({})).toEqual({ n: 9, t: "number", c: 9 });
    expect(cell.value).toBe(9);
  });

  test("a cell that holds a function is called without an object", () => {
    const cell = { value: function (this: unknown) { return this === cell; } }; // prettier-ignore
    expect(make("() => { const r = f(); f = 1; return r; }", ["f"], [cell], ["f"])()).toBe(false);
  });

  test("names that the text uses itself are left to it", () => {
    const source = "($tools, $set) => $tools + $set + $home";
    expect(make(source, ["$home"], [3])(1, 2)).toBe(6);
  });

  test("the text keeps its lines", () => {
    const source = "(x) => {\n  // a comment\n  return x\n    + a;\n}";
    const { text, lead } = emitFactory(analyze(source), { names: ["a"], cells: new Set(), isStrict: true });
    expect(text.slice(lead, lead + source.length)).toBe(source);
  });

  test("a text that ends in a comment is closed", () => {
    expect(make("(x) => x // the end", [], [])(4)).toBe(4);
  });
});
