import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository } from "../kernel-driver/index.js";

const run = promisify(execFile);
const scripts = join(repository, "test/capture/scripts");
let user: string;

/** Another folder than the repository's, as users have. */
beforeAll(async () => {
  user = await realpath(await mkdtemp(join(tmpdir(), "capture-user-")));
});

afterAll(() => rm(user, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<string> {
  const file = join(user, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

type Outcomes = Record<string, { home: string; worker: string }>;

/** Runs a module's cases from a working directory that is not the module's. */
async function outcomesOf(file: string): Promise<Outcomes> {
  const { stdout, stderr } = await run(process.execPath, [join(scripts, "run.cjs"), file], { cwd: tmpdir() });
  const line = stdout.split("\n").find((one) => one.startsWith("@@"));
  if (line === undefined) throw new Error(`${stdout}${stderr}`);
  return JSON.parse(line.slice(2)) as Outcomes;
}

function expectSame(outcomes: Outcomes, count: number): void {
  expect(Object.keys(outcomes)).toHaveLength(count);
  for (const [name, { home, worker }] of Object.entries(outcomes)) {
    expect(home, name).not.toMatch(/^threw/);
    expect([name, worker]).toEqual([name, home]);
  }
}

describe("a user's folder", () => {
  test("import() finds what stands beside the script, and its packages", async () => {
    await write("sim/helper.mjs", "export const half = (x) => x / 2;");
    await write("other/helper.mjs", "export const half = (x) => [x, 'half'];");
    await write("sim/node_modules/thing/package.json", '{ "type": "module", "exports": "./index.js" }');
    await write("sim/node_modules/thing/index.js", "export const thing = 'thing';");
    const text = (more: string): string =>
      `export const half = async (x) => (await import("./helper.mjs")).half(x);
      ${more}`;
    await write("other/own.mjs", text(""));
    const file = await write(
      "sim/learner.mjs",
      text(`import * as other from "../other/own.mjs";
      export const cases = {
        "own": () => half(4), "other": () => other.half(4), "package": async () => (await import("thing")).thing,
      };`),
    );
    expectSame(await outcomesOf(file), 3);
  });

  test("a package that waits at its top level goes by value", async () => {
    await write("node_modules/waiting/package.json", '{ "type": "module", "exports": "./index.js" }');
    await write(
      "node_modules/waiting/index.js",
      `export const limit = await Promise.resolve(5);
      let steps = 0;
      export const step = (x) => x + limit + ++steps;
      export class Box { #value = 1; read() { return this.#value + limit; } }`,
    );
    const file = await write(
      "waits.mjs",
      `import * as waiting from "waiting"; import { Box, step } from "waiting";
      const box = new Box();
      export const cases = {
        "function": () => step(1), "member": () => waiting.limit, "instance": () => box.read(),
        "namespace": ((module) => () => Object.keys(module).sort())(waiting),
      };`,
    );
    expectSame(await outcomesOf(file), 4);
  });
});

describe("a TypeScript module", () => {
  const files = ["typed.ts", "typed-helper.ts"];

  test("that a compiler made JavaScript", async () => {
    const folder = join(user, "compiled");
    for (const name of files) {
      const source = await readFile(join(scripts, `${name}.txt`), "utf8");
      const { code } = await transform(source, {
        loader: "ts",
        sourcemap: "inline",
        sourcefile: join(scripts, name),
      });
      await write(
        `compiled/${name.replace(/ts$/, "mjs")}`,
        code.replaceAll("typed-helper.ts", "typed-helper.mjs"),
      );
    }
    await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    expectSame(await outcomesOf(join(folder, "typed.mjs")), 7);
  });

  // Node.js 20 does not load it as it is; later ones do.
  const form = (process.features as { typescript?: unknown }).typescript ? test : undefined;
  form?.("as it is", async () => {
    const folder = join(user, "typed");
    for (const name of files) await cp(join(scripts, `${name}.txt`), join(folder, name));
    await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    expectSame(await outcomesOf(join(folder, "typed.ts")), 7);
  });
});

describe("what only some processes have", () => {
  /** Prints what capture says of the value of an expression. */
  async function refusal(expression: string, flags: readonly string[] = [], before = ""): Promise<string> {
    const library = join(repository, "lib/capture/index.js");
    const program = `${before}
      const { captureFunctions } = await import(${JSON.stringify(library)});
      const value = ${expression};
      try { captureFunctions([value]); console.log("captured"); } catch (error) { console.log(error.code, error.message); }
      process.exit();`;
    const { stdout } = await run(process.execPath, [...flags, "--input-type=module", "--eval", program], {
      cwd: repository,
    });
    return stdout;
  }

  test.each([
    ["import.meta", "() => import.meta.url", [], /uses import\.meta.*into a variable outside the function/],
    [
      "a text that the parser does not know",
      "() => %GetOptimizationStatus(value)",
      ["--allow-natives-syntax"],
      /source of function value cannot be parsed \(Unexpected token.*%GetOptimizationStatus/,
    ],
    [
      "a native (N-API) object",
      `(({ _externalStream }) => () => _externalStream)((await import("node:net")).createServer().listen(0)._handle)`,
      [],
      /captured variable _externalStream: a native \(N-API\) object cannot travel; create it inside/,
    ],
    [
      "an instance of an addon's class",
      `((socket) => () => socket)(new ((await import("zeromq")).Request)())`,
      [],
      /instance of the package's class Socket keeps hidden state that cannot be read; create it inside/,
    ],
  ])("%s is refused", async (_name, expression, flags, message) => {
    expect(await refusal(expression, flags)).toMatch(message);
  });

  // As a Node.js that was built without it answers.
  const without = `
    const get = process.getBuiltinModule;
    process.getBuiltinModule = (name) => (/inspector/.test(name) ? undefined : get(name));
    Object.defineProperty(process.features, "inspector", { value: false });`;

  test("a Node.js without inspector says how functions travel there", async () => {
    const closure = "((k) => () => k)(1)";
    expect(await refusal(closure, [], without)).toMatch(
      /^capture This Node\.js has no inspector.*task\(fn, \{ captures \}\).*ref\(path, name\)/,
    );
    expect(await refusal("(x) => Math.sin(x)", [], without)).toBe("captured\n");
  });
});
