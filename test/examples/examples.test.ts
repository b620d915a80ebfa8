// The examples of the doc comments: each compiles as a user's code does, runs, and gives what its comments say.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as library from "../../src/index.js";
import { repository } from "../kernel-driver/python.js";
import { examplesIn, withChecks } from "./extract.js";

const execFileAsync = promisify(execFile);
const examples = examplesIn(join(repository, "src"), repository);
/** Inside the repository, where the package is found under its name. */
const folder = join(repository, ".cache/examples");

/** Names that examples about runs take as given. */
const GIVEN: Record<string, string> = {
  learners: "const learners = [1, 2].map((a) => new Learner1D((x: number) => a * x, { bounds: [-1, 1] }));",
  fnames: 'const fnames = ["data/1.arrow", "data/2.arrow"];',
  scheduler: "const scheduler = new Local({ cores: 2 });",
  databaseManager:
    'const databaseManager = new DatabaseManager(getAllowedUrl(), new Local({ cores: 2 }), "running.json", [new Learner1D(Math.sin, { bounds: [0, 1] })], ["x"]);',
};
/** What needs a batch system, jobs, or files of the user: these are compiled only. */
const NOT_RUN =
  /\b(SLURM|PBS|SGE|slurmRun|RunManager|MultiRunManager|SlurmExecutor|SlurmTask|\w*databaseManager|\w*DatabaseManager|JobManager|KillManager)\b|"\.\/(sim\.js|simulate)"/;

function moduleOf(code: string): string {
  const names = (text: string): string[] =>
    [...new Set(text.match(/\b[A-Za-z]\w*\b/g))].filter((name) => !declares(code, name));
  const given = names(code).flatMap((name) => GIVEN[name] ?? []);
  const all = [...given, code].join("\n");
  const values = names(all).filter((name) => name in library);
  const types = names(all).filter((name) => ["TriangleFacts", "Learner"].includes(name));
  return [
    `import { ${[...new Set(values)].join(", ")} } from "adaptive-scheduler";`,
    `import type { ${[...new Set(types)].join(", ")} } from "adaptive-scheduler";`,
    'import { check } from "./check.mjs";',
    ...given,
    withChecks(code),
    "export {};",
  ].join("\n");
}

const declares = (code: string, name: string): boolean =>
  new RegExp(`(const|let|class|function) ${name}\\b`).test(code);

const CHECK = `import { deepStrictEqual } from "node:assert";
export function check(found, expected) {
  if (typeof found === "number" && typeof expected === "number") {
    if (Math.abs(found - expected) <= 1e-12 * Math.abs(expected)) return;
  }
  deepStrictEqual(found, expected);
}
`;

/** Runs the files that it is told one after the other, and prints those that failed. */
const RUN = `const failed = [];
for (const { place, file } of JSON.parse(process.argv[2])) {
  await import(file).catch((error) => failed.push(place + ": " + error.message));
}
console.log("\\n" + JSON.stringify(failed));
`;

const fileOf = (index: number): string => join(folder, `example-${index}.mts`);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "check.mjs"), CHECK);
  writeFileSync(
    join(folder, "check.d.mts"),
    "export function check(found: unknown, expected: unknown): void;\n",
  );
  examples.forEach(({ code }, index) => writeFileSync(fileOf(index), moduleOf(code)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the examples of the doc comments", () => {
  it("are those of every learner, loss and way to run and to keep one", () => {
    const all = examples.map(({ code }) => code).join("\n");
    const wanted = Object.keys(library).filter((name) =>
      /^([A-Z]\w*)?Learner(1D|2D|ND)?$|[a-z]Loss$/.test(name),
    );
    expect(wanted).toHaveLength(8 + 3);
    for (const name of [...wanted, "DataSaver", "Runner", "simple", "plot", "saveDataframe", "replayLog"]) {
      expect(all.includes(name), `an example with ${name}`).toBe(true);
    }
  });

  const tslab = createRequire(import.meta.url)("@tslab/typescript-for-tslab") as typeof ts;
  const common = { noEmit: true, skipLibCheck: true, types: ["node"] };
  it.each<[string, typeof ts, ts.CompilerOptions]>([
    [
      "as strict modules",
      ts,
      {
        ...common,
        strict: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
      },
    ],
    [
      "as cells of tslab, which has a compiler and options of its own",
      tslab,
      {
        ...common,
        target: tslab.ScriptTarget.ES2022,
        lib: ["lib.es2022.d.ts"],
        module: tslab.ModuleKind.ESNext,
        moduleResolution: (tslab.ModuleResolutionKind as { Node10?: ts.ModuleResolutionKind }).Node10!,
        esModuleInterop: true,
      },
    ],
  ])("compile %s", { timeout: 120_000 }, (_, compiler, options) => {
    const typeRoots = [join(repository, "node_modules/@types")];
    const program = compiler.createProgram(
      examples.map((_example, index) => fileOf(index)),
      { ...options, typeRoots },
    );
    const found = compiler.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const index = Number(/example-(\d+)/.exec(file?.fileName ?? "")?.[1]);
      return `${examples[index]?.place}: ${compiler.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
    expect(found).toEqual([]);
  });

  it("run, and give what their comments say", { timeout: 120_000 }, async () => {
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const run = examples.flatMap(({ place, code }, index) => {
      if (NOT_RUN.test(code)) return [];
      writeFileSync(join(folder, `example-${index}.mjs`), ts.transpile(moduleOf(code), options));
      return [{ place, file: `./example-${index}.mjs` }];
    });
    expect(run.length).toBeGreaterThan(25);
    writeFileSync(join(folder, "run.mjs"), RUN);
    const cwd = mkdtempSync(join(tmpdir(), "examples-"));
    try {
      const { stdout } = await execFileAsync(
        process.execPath,
        [join(folder, "run.mjs"), JSON.stringify(run)],
        { cwd },
      );
      expect(JSON.parse(stdout.slice(stdout.lastIndexOf("\n[") + 1))).toEqual([]);
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });

  it("checks what the comments say", () => {
    expect(
      withChecks(
        "learner.npoints; // 20\nsimple(learner, { goal: null }); // until done\nconst a = f(); // 3",
      ),
    ).toBe(
      "check(learner.npoints, 20);\nsimple(learner, { goal: null }); // until done\nconst a = f(); // 3",
    );
  });
});
