// Parameters of functions as columns of tables, here and in the real adaptive.
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromArrays, tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromTable, parametersOf, saveDataframe, toTable } from "../../src/checkpoint/index.js";
import {
  AverageLearner1D,
  BalancingLearner,
  DataSaver,
  Learner1D,
  SequenceLearner,
  withArguments,
  type Learner,
} from "../../src/learner/index.js";
import { assignDefaults, partialFunctionFromDataframe } from "../../src/run/shape/index.js";
import { simple } from "../../src/runner/index.js";
import { testPython } from "../kernel-driver/python.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parameters-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const python = (code: string, ...args: string[]): unknown =>
  JSON.parse(execFileSync(testPython(), ["-c", code, ...args], { encoding: "utf8", stdio: "pipe" }));

interface Wave {
  readonly a?: number;
  readonly shape?: string;
}
const wave = (x: number, { a = 2, shape = "sine" }: Wave = {}): number =>
  shape === "sine" ? Math.sin(a * x) : a * x;
const names = (learner: Learner, options = {}): string[] =>
  toTable(learner, options).schema.names as string[];
const line = (fn: (x: number) => number): Learner => {
  const learner = new Learner1D(fn, { bounds: [-1, 1] });
  simple(learner, { goal: 9 });
  return learner;
};

describe("the parameters of a function", () => {
  // eslint-disable-next-line prefer-arrow-callback -- each way to write a function
  const named = function (x: number, { a = 1, ...rest } = {} as { a?: number; b?: number }): number {
    return x + a + (rest.b ?? 0);
  };
  const computed = Math.PI;
  it.each<[string, object, object]>([
    ["an arrow with defaults", wave, { a: 2, shape: "sine" }],
    ["a named function", named, { a: 1 }],
    ["a default of the whole record", (x: number, { a } = { a: -3 }) => x * a, { a: -3 }],
    ["booleans, lists and null", (x: number, { b = true, l = [1, -2], n = null } = {}) => [x, b, l, n], { b: true, l: [1, -2], n: null }], // prettier-ignore
    ["computed defaults are not seen", (x: number, { a = computed, b = 2 } = {}) => x + a + b, { b: 2 }],
    ["a default of a number is no record", (x: number, a = 2) => x * a, {}],
    ["one parameter", (x: number) => x, {}],
    ["a native function", Math.sin, {}],
    ["bound ones go first", withArguments(wave, { a: 7 }), { a: 7, shape: "sine" }],
    ["the last binding goes first", withArguments(withArguments(wave, { a: 7 }) as never, { a: 8 }), { a: 8, shape: "sine" }], // prettier-ignore
  ])("%s", (_, fn, expected) => {
    expect(parametersOf(fn)).toEqual(expected);
  });
});

describe("tables have columns of parameters", () => {
  it("from defaults, bindings and options, with the prefix, or not at all", () => {
    const learner = line(wave);
    expect(names(learner)).toEqual(["x", "y", "function.a", "function.shape"]);
    expect(names(learner, { withDefaultFunctionArgs: false })).toEqual(["x", "y"]);
    expect(names(learner, { functionPrefix: "f_", parameters: { run: 3 } })).toEqual([
      "x",
      "y",
      "f_a",
      "f_shape",
      "f_run",
    ]);
    const table = toTable(learner, { parameters: { a: 5, isGood: false, list: [1] } });
    expect(table.get(0)!.toJSON()).toMatchObject({
      "function.a": 5,
      "function.isGood": false,
      "function.list": "[1]",
    });
    expect([...fromTable(learner.new(), table).data]).toEqual([...learner.data]);
    expect(() => toTable(learner, { functionPrefix: "" })).toThrowError(/not empty/);
    expect(() => toTable(learner, { prefix: "f" } as never)).toThrowError(/functionPrefix/);
  });

  it("of what is inside a data saver and of a sequence", () => {
    const saver = new DataSaver(line(wave), { picker: (y) => y });
    expect(names(saver as never)).toContain("function.shape");
    const sequence = new SequenceLearner(wave, { sequence: [1, 2] });
    expect(names(sequence as Learner)).toEqual(["i", "x", "y", "function.a", "function.shape"]);
  });

  it("of each child of a balancing learner", () => {
    const learner = BalancingLearner.fromProduct(wave, Learner1D, { bounds: [-1, 1] }, { a: [3, 4] });
    simple(learner, { goal: 4 });
    const rows = toTable(learner).toArray() as Record<string, number>[];
    for (const row of rows) expect(row["function.a"]).toBe(3 + row["learner_index"]!);
    expect(new Set(rows.map((row) => row["function.shape"]))).toEqual(new Set(["sine"]));
  });

  it("and columns of other names, which come back", async () => {
    const learner = line(wave);
    const table = toTable(learner, { names: { x: "time", y: "signal" } });
    expect(table.schema.names.slice(0, 2)).toEqual(["time", "signal"]);
    const again = fromTable(learner.new(), table, { names: { x: "time", y: "signal" } });
    expect([...again.data]).toEqual([...learner.data]);
    expect(() => toTable(learner, { names: { z: "height" } })).toThrowError(
      /no column: the columns are x, y/,
    );
    expect(() => fromTable(learner.new(), table)).toThrowError(/no column "x"/);
    await expect(saveDataframe(learner, join(folder, "twice"), { names: { x: "y" } })).rejects.toThrowError(
      /two columns .* "y"/,
    );
  });

  it("and the means of an AverageLearner1D", () => {
    const learner = new AverageLearner1D(([seed, x]) => x + (seed % 2), { bounds: [0, 1], minSamples: 2 });
    learner.tellMany([[0, 1], [1, 1], [0, 0]], [1, 2, 0]); // prettier-ignore
    expect(
      toTable(learner, { mean: true })
        .toArray()
        .map((row) => (row as { toJSON(): unknown }).toJSON()),
    ).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1.5 },
    ]);
    expect(() => toTable(line(wave), { mean: true })).toThrowError(/AverageLearner1D/);
  });
});

describe("assignDefaults and partialFunctionFromDataframe", () => {
  const rows = [{ x: 0, y: 1 }, { x: 1, y: 2 }]; // prettier-ignore

  it("add parameters to rows and to tables, and leave these as they are", () => {
    const added = assignDefaults(wave, rows, { a: 5 });
    expect(added).toEqual(rows.map((row) => ({ ...row, "function.a": 5, "function.shape": "sine" })));
    expect(rows[0]).toEqual({ x: 0, y: 1 });
    const table = tableFromArrays({ x: [0, 1] });
    const more = assignDefaults(wave, table, { list: [1] }, "p.");
    expect(more.schema.names).toEqual(["x", "p.a", "p.shape", "p.list"]);
    expect(table.schema.names).toEqual(["x"]);
    expect(() => assignDefaults(wave, rows, {}, "")).toThrowError(/not empty/);
    expect(() => assignDefaults(wave, rows, "p." as never)).toThrowError(/a record of defaults.* not "p."/);
    expect(() => assignDefaults(wave, 3 as never)).toThrowError(/an Arrow table or an array of rows/);
  });

  it("make a function with the parameters of rows or of a table", () => {
    for (const table of [
      assignDefaults(wave, rows, { a: 5 }),
      assignDefaults(wave, tableFromArrays({ x: [0] }), { a: 5 }),
    ]) {
      const fn = partialFunctionFromDataframe(wave, table);
      expect(fn(0.3)).toBe(Math.sin(1.5));
      expect(parametersOf(fn)).toEqual({ a: 5, shape: "sine" });
    }
    const list = (x: number, { l }: { l: number[] }): number[] => l.map((item) => item * x);
    const table = assignDefaults(list, tableFromArrays({ x: [0] }), { l: [1, 2] });
    expect(partialFunctionFromDataframe(list, table)(3)).toEqual([3, 6]);
  });

  it("give the function itself without parameters, and errors for those that cannot be", () => {
    expect(partialFunctionFromDataframe(wave, rows)).toBe(wave);
    expect(partialFunctionFromDataframe(wave, [])).toBe(wave);
    const two = [{ "function.a": 1 }, { "function.a": 2 }];
    expect(() => partialFunctionFromDataframe(wave, two)).toThrowError(/"function.a" has 2 values/);
    const other = [{ "function.b": 1 }];
    expect(() => partialFunctionFromDataframe(wave, other)).toThrowError(/does not take: it takes a, shape/);
    expect(() => partialFunctionFromDataframe(wave, rows, "")).toThrowError(/not empty/);
  });
});

describe("the real adaptive", () => {
  const theirs = `import sys, json, pandas, adaptive, warnings
warnings.simplefilter("ignore")
def wave(x, a=1.0, shape="line"): return a * x`;

  it.each(["parquet", "csv"] as const)("takes the parameters of our %s tables", async (format) => {
    const fname = join(folder, `wave.${format}`);
    await saveDataframe(line(withArguments(wave, { a: 3.5 })), fname, { format });
    const found = python(
      `${theirs}
frame = pandas.read_${format}(sys.argv[1])
learner = adaptive.Learner1D(wave, (-1, 1)); learner.load_dataframe(frame)
print(json.dumps([list(frame.columns), learner.npoints, learner.function.keywords]))`,
      fname,
    );
    expect(found).toEqual([["x", "y", "function.a", "function.shape"], 9, { a: 3.5, shape: "sine" }]);
  });

  it("gives us the parameters of its tables", async () => {
    const fname = join(folder, "theirs.feather");
    python(
      `${theirs}
learner = adaptive.Learner1D(wave, (-1, 1)); adaptive.runner.simple(learner, npoints_goal=7)
learner.to_dataframe().to_feather(sys.argv[1], compression="uncompressed"); print(1)`,
      fname,
    );
    const table = tableFromIPC(await readFile(fname));
    expect(table.schema.names).toEqual(["x", "y", "function.a", "function.shape"]);
    const fn = partialFunctionFromDataframe(wave, table);
    expect(fn(0.5)).toBe(0.5);
    const learner = fromTable(new Learner1D(fn, { bounds: [-1, 1] }), table);
    expect(learner.npoints).toBe(7);
    expect(names(learner as Learner)).toEqual(table.schema.names);
  });
});
