import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository, startKernel, type Kernel } from "../kernel-driver/index.js";

const folder = join(repository, "test/capture/notebook");
const cells = readFileSync(join(folder, "cases.cells"), "utf8")
  .split(/^\/\/%%.*\n/m)
  .slice(1);
const names = [...cells.join("").matchAll(/cases\['([^']*)'\] =/g)].map((match) => match[1]!);

/** V8 shows copies of scopes: two calls of one factory that hold equal values cannot be told apart. */
const MERGED = "two counters of one factory";

interface Outcome {
  readonly home: string;
  readonly worker: string;
  readonly warnings: readonly string[];
}

let kernel: Kernel;
let outcomes: Record<string, Outcome>;

beforeAll(async () => {
  kernel = await startKernel({ cwd: folder });
  for (const cell of cells) expect(await kernel.run(cell)).toMatchObject({ status: "ok" });
  outcomes = (await report("await require('./harness.cjs').runCases(cases)")) as typeof outcomes;
});

afterAll(() => kernel.close());

async function report(cell: string): Promise<unknown> {
  const result = await kernel.run(cell);
  const line = result.stdout.split("\n").find((one) => one.startsWith("@@"));
  if (line === undefined) throw new Error(`The cell printed no report.\n${result.stdout}\n${result.stderr}`);
  return JSON.parse(line.slice(2));
}

describe("functions made in cells give the same on a worker", () => {
  test("there are 54 cases", () => {
    expect(names).toHaveLength(54);
  });

  test.each(names.filter((name) => name !== MERGED))("%s", (name) => {
    expect(outcomes[name]!.worker).toBe(outcomes[name]!.home);
  });

  test("two counters of one factory are merged, with a warning", () => {
    expect(outcomes[MERGED]!.warnings).toEqual([expect.stringContaining("changing variable 'n'")]);
  });
});

describe("what cannot travel out of a notebook", () => {
  let refused: Record<string, { code: string; message: string }>;
  let warned: Record<string, { warnings: string[] }>;

  beforeAll(async () => {
    const file = readFileSync(join(folder, "refusals.cells"), "utf8");
    for (const cell of file.split(/^\/\/%%.*\n/m).slice(1)) {
      expect(await kernel.run(cell)).toMatchObject({ status: "ok", stderr: "" });
    }
    refused = (await report("require('./harness.cjs').runRefusals(refusals)")) as typeof refused;
    warned = (await report("require('./harness.cjs').runRefusals(warned)")) as typeof warned;
  });

  test.each([
    ["native function", /captured variable value: the native function \(anonymous\) cannot travel/],
    ["outer this", /function \(anonymous\): .*const self = this/],
    ["new.target", /uses new\.target/],
    ["direct eval", /calls eval\(\)/],
    ["promise", /a Promise cannot travel; await it first/],
    ["weak map", /WeakMap cannot travel.*use a Map/],
    ["weak set", /WeakSet cannot travel.*use a Set/],
    ["weak reference", /WeakRef cannot travel/],
    ["running generator", /running generator cannot travel/],
    ["iterator", /an iterator cannot travel/],
    ["map iterator", /an iterator cannot travel/],
    ["timer", /a timer \(Timeout\) cannot travel; start it inside the function/],
    ["socket", /an open Socket .* cannot travel; open it inside/],
    ["stream", /an open WriteStream .* cannot travel/],
    ["web assembly", /WebAssembly object cannot travel/],
    ["url", /built-in class URL keeps hidden state.*create it inside/],
    ["number format", /built-in class NumberFormat keeps hidden state/],
    ["abort controller", /built-in class AbortController keeps hidden state/],
    ["text encoder", /built-in class TextEncoder keeps hidden state/],
    ["private method alone", /uses #balance of its class and was taken out of it/],
    ["whole notebook", /all variables of the notebook .* refer to the variables by name/],
    ["revoked proxy", /a revoked Proxy cannot travel/],
    ["detached buffer", /a detached ArrayBuffer cannot travel/],
  ])("%s", (name, message) => {
    expect(refused[name]).toMatchObject({
      code: "capture",
      message: expect.stringMatching(message) as string,
    });
    expect(refused[name]!.message).toMatch(/^learner 0 -> function /);
  });

  test("a shorthand that tslab leaves unbound means the variable on the worker", async () => {
    const outcome = await report("await require('./harness.cjs').runCases({ shorthand: warned.shorthand })");
    expect(outcome).toMatchObject({
      shorthand: { home: "threw kept is not defined", worker: '[{"kept":7},{"kept":7}]' },
    });
  });

  test.each([
    ["undefined name", /'undefinedName', which is not defined anywhere/],
    ["shorthand", /shorthand \{ kept \}.*tslab does not compile.*write \{ kept: kept \}/],
    ["import", /'require' inside a function will look from/],
    ["user global", /the global 'userGlobal' is not one of Node's/],
    ["require", /'require' inside a function will look from/],
    ["shared buffer", /SharedArrayBuffer is copied/],
    ["equal counters", /equal values of the changing variable 'n'/],
  ])("warns of: %s", (name, message) => {
    expect(warned[name]?.warnings).toEqual([expect.stringMatching(message)]);
  });
});
