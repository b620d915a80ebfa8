import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { captureFunctions, ref, task } from "../../src/capture/index.js";
import { inFolder, travel } from "./travel.js";

describe("task", () => {
  test("takes the captures that it was given, and nothing else", async () => {
    const scale = 2;
    const offset = 10;
    const fn = task((x: number) => scale * x + offset, { captures: { scale: 3, offset } });
    expect(fn(1)).toBe(12);
    expect((await travel(fn))(1)).toBe(13);
  });

  test("names what is missing when the function is captured", () => {
    const scale = 2;
    const offset = 10;
    const fn = task((x: number) => scale * x + offset, { captures: { scale } });
    expect(() => captureFunctions([{ learner: fn }])).toThrow(
      /^learner 0 -> \.learner: function \(anonymous\) uses offset, which task\(\) was not given; add it: task\(fn, \{ captures: \{ offset \} \}\)/,
    );
  });

  test("lists its options", () => {
    expect(() => task(() => 1, { capture: {} } as never)).toThrow(/Valid options: captures/);
  });
});

describe("ref", () => {
  test.each([
    ["a.mjs", "export const f = (x) => x + 1; export default (x) => x - 1;"],
    ["b.cjs", "exports.f = (x) => x + 1; exports.default = (x) => x - 1;"],
  ])("loads a function of %s here and there", async (name, text) => {
    await inFolder(async (folder) => {
      const file = join(folder, name);
      await writeFile(file, text);
      const [f, d] = [ref(file, "f"), ref(file)];
      expect([f(1), d(1)]).toEqual([2, 0]);
      const captured = captureFunctions([f]);
      expect(captured.codes).toEqual([]);
      const made = await travel({ f, d });
      expect([made.f(1), made.d(1)]).toEqual([2, 0]);
    });
  });

  test("takes a module that is itself a function", async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, "c.cjs"), "module.exports = (x) => x * 3;");
      expect((await travel(ref(join(folder, "c.cjs"))))(2)).toBe(6);
    });
  });

  test("takes a function of a package by its name", async () => {
    expect((await travel(ref("acorn", "isIdentifierChar")))("a".charCodeAt(0))).toBe(true);
  });

  test("says what is wrong with a path", async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, "sim.ts"), "export const f = 1;");
      await writeFile(join(folder, "sim.mjs"), "export const g = () => 1; export const h = 2;");
      expect(() => ref(join(folder, "sim.ts"), "f")).toThrow(
        /a worker cannot load TypeScript. Compile the module/,
      );
      expect(() => ref(join(folder, "none.js"), "f")).toThrow(/there is no file .*none\.js/);
      expect(() => ref(join(folder, "sim.mjs"), "f")).toThrow(/exports no function "f". Its exports: g, h\./);
      expect(() => ref("no-such-package-at-all")).toThrow(/no such package is found/);
    });
  });
});
