// What npm would publish, in an empty project: every door opens, types hold for a user's compiler and for tslab's,
// the command line answers, and a run finishes with the bundles that are in the package.
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const consumer = fileURLToPath(new URL("consumer/example.ts", import.meta.url));
const exec = promisify(execFile);

let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "packed-"));
  const modules = join(project, "node_modules");
  await mkdir(modules);
  await exec("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", project, root]);
  const tarball = (await readdir(project)).find((name) => name.endsWith(".tgz"))!;
  await exec("tar", ["xzf", tarball], { cwd: project });
  await rename(join(project, "package"), join(modules, "adaptive-scheduler"));
  for (const name of await readdir(join(root, "node_modules"))) {
    if (name !== "adaptive-scheduler" && !name.startsWith("."))
      await symlink(join(root, "node_modules", name), join(modules, name));
  }
  await writeFile(join(project, "package.json"), `{"type":"module"}`);
  await copyFile(consumer, join(project, "example.ts"));
});
afterAll(() => rm(project, { recursive: true, force: true }));

/** Other versions of Node to try, as `npm test` has installed them. */
const nodes = (process.env["ADAPTIVE_TEST_NODES"] ?? "").split(":").filter(Boolean);

/** Runs a program in the project; resolves with what it printed, also when it failed. */
function node(...args: readonly string[]): Promise<string> {
  return runWith(process.execPath, ...args);
}

async function runWith(program: string, ...args: readonly string[]): Promise<string> {
  const said = (error: { stdout: string; stderr: string }): { stdout: string } => ({
    stdout: error.stdout + error.stderr,
  });
  return (await exec(program, args, { cwd: project }).catch(said)).stdout;
}

const compile = (compiler: string, ...args: readonly string[]): Promise<string> =>
  node(
    join(root, "node_modules", compiler, "bin/tsc"),
    "--strict",
    "--target",
    "es2022",
    "--lib",
    "es2022",
    "--types",
    "node",
    "--skipLibCheck",
    "false",
    ...args,
    "example.ts",
  );

test("a user's compiler takes the types", async () => {
  expect(await compile("typescript", "--module", "nodenext")).toBe("");
});

test("so does the compiler in tslab's cells", async () => {
  const node10 = ["--noEmit", "--module", "commonjs", "--moduleResolution", "node10", "--esModuleInterop"];
  const complaints = (await compile("@tslab/typescript-for-tslab", ...node10)).split("\n").filter(Boolean);
  // Types of other packages that are too new for it are not ours to mend, and cells do not look into them.
  expect(complaints.filter((line) => !/^\S*node_modules\/(?!adaptive-scheduler\/)/.test(line))).toEqual([]);
});

test("every door opens, by import and by require; the widget's is a file that is there", async () => {
  const program = `
    import { existsSync } from "node:fs";
    import { createRequire } from "node:module";
    const require = createRequire(import.meta.url);
    for (const door of ["", "/learner", "/protocol"]) {
      const imported = await import("adaptive-scheduler" + door);
      const required = require("adaptive-scheduler" + door);
      console.log(door, Object.keys(imported).length > 5, Object.keys(imported).every((name) => name in required));
    }
    console.log(existsSync(new URL(import.meta.resolve("adaptive-scheduler/widget"))));
    console.log(require("adaptive-scheduler/package.json").name);`;
  await writeFile(join(project, "doors.mjs"), program);
  expect((await node("doors.mjs")).split("\n")).toEqual([
    " true true",
    "/learner true true",
    "/protocol true true",
    "true",
    "adaptive-scheduler",
    "",
  ]);
});

test("a run finishes, and the command line tells of it", async () => {
  const program = `import { run } from "./example.js"; const last = await run(); console.log(last.status);`;
  await writeFile(join(project, "main.mjs"), program);
  expect((await node("main.mjs")).trim().split("\n").at(-1)).toBe("finished");
  const cli = join("node_modules", "adaptive-scheduler", "lib/cli/main.js");
  expect(await node(cli, "status", "runs/packed")).toContain("8 done, 0 running, 0 failed, 0 waiting");
});

test.each(nodes)("a run finishes on another version of Node: %s", async (program) => {
  const main = `
    import { rmSync } from "node:fs";
    import { run } from "./example.js";
    for (const folder of ["runs", "data"]) rmSync(folder, { recursive: true, force: true });
    const last = await run();
    console.log(last.status, last.points >= 8 * 20);`;
  await writeFile(join(project, "again.mjs"), main);
  expect((await runWith(program, "again.mjs")).trim().split("\n").at(-1)).toBe("finished true");
});
