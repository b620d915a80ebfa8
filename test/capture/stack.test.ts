import { describe, expect, test } from "vitest";
import { mapStack } from "../../src/capture/revive/index.js";
import { startKernel } from "../kernel-driver/index.js";
import { travel } from "./travel.js";

// Line numbers of this file count below: keep the functions where they are.
function inner(x: number): number {
  if (x > 1) {
    throw new Error("too large");
  }
  return x;
}

const outer = (x: number): number => {
  const y = x + 1;
  return inner(y);
};

describe("stacks of revived functions", () => {
  test("show the user's file and lines", async () => {
    const made = await travel(outer);
    const [here, there] = [outer, made].map((fn) => {
      try {
        return String(fn(5));
      } catch (error) {
        return mapStack((error as Error).stack!);
      }
    });
    const lines = (stack: string): string[] =>
      [...stack.matchAll(/at (\w+) \(.*stack\.test\.ts:(\d+):/g)]
        .slice(0, 2)
        .map((match) => `${match[1]!} ${match[2]!}`);
    expect(lines(there!)).toEqual(lines(here!));
    expect(lines(there!)).toEqual(["inner 9", "outer 16"]);
  });

  test("leave what is no captured code alone", () => {
    expect(mapStack("Error: x\n    at f (/a/b.js:1:2)\n    at node:internal/x:3:4")).toBe(
      "Error: x\n    at f (/a/b.js:1:2)\n    at node:internal/x:3:4",
    );
  });

  test("show lines of a cell's function, and their text", async () => {
    const kernel = await startKernel();
    try {
      await kernel.run(
        "const limit = 3;\nfunction check(x: number) {\n  if (x > limit)\n    throw new RangeError('over ' + limit);\n  return x;\n}",
      );
      const cell = await kernel.run(`
const load = (name: string) => require(process.cwd() + '/lib/capture/' + name);
const { captureFunctions, writeFunctions } = load('index.js');
const { openFunctions, mapStack } = load('revive/index.js');
const folder = require('fs').mkdtempSync(require('os').tmpdir() + '/capture-stack-');
await writeFunctions(folder, captureFunctions([(x: number) => check(x)]));
const made = openFunctions(folder).revive(0);
require('fs').rmSync(folder, { recursive: true });
try { made(7); } catch (error) { console.log(mapStack(error.stack)); }
`);
      expect(cell.stdout).toMatch(
        /^RangeError: over 3\n {4}at (?:Object\.)?check \(cell function check:3:\d+\)\n {8}> throw new RangeError/,
      );
    } finally {
      await kernel.close();
    }
  });
});
