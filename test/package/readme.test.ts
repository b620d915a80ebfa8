// The README keeps its word: its links lead somewhere, its code compiles, its tables name what there is.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Local, RunManager } from "../../lib/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
const exec = promisify(execFile);

/** The part of the README below a heading of the second level. */
function section(title: string): string {
  const text = readme.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (text === undefined) throw new Error(`The README has no section "${title}".`);
  return text;
}

/** Names in the first column of a section's table. */
function tableNames(title: string): string[] {
  const rows = section(title)
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  return rows.flatMap((line) =>
    line
      .split("|")[1]!
      .match(/`(\w+)`/g)!
      .map((name) => name.slice(1, -1)),
  );
}

test.each(["README.md", "CHANGELOG.md"])("links of %s lead somewhere", (name) => {
  const path = join(root, name);
  const links = [...readFileSync(path, "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
    ([, link]) => link!,
  );
  expect(links.filter((link) => !existsSync(resolve(dirname(path), link)))).toEqual([]);
});

test("files that it names in code are there", () => {
  const names = [...readme.matchAll(/`((?:test|examples|src|scripts|schema|style)\/[\w./-]+)`/g)];
  expect(names.length).toBeGreaterThan(5);
  expect(names.map(([, name]) => name!).filter((name) => !existsSync(join(root, name)))).toEqual([]);
});

test("tests that it quotes by their titles are there", () => {
  const lists = [...readme.matchAll(/((?:`[^`\n]+…`,? )+)in `(test\/[\w./-]+)`/g)];
  const quotes = lists.flatMap(([, titles, file]) =>
    titles!.match(/[^`]+(?=…`)/g)!.map((title) => ({ title, file: file! })),
  );
  // None is left without its file.
  expect(quotes).toHaveLength(readme.match(/…`/g)!.length);
  for (const { title, file } of quotes) expect(readFileSync(join(root, file), "utf8"), file).toContain(title);
});

test("the table of options names every option of RunManager, and no other", () => {
  let message = "";
  try {
    new RunManager(new Local(), [], [], { noSuchOption: 1 } as never);
  } catch (error) {
    message = (error as Error).message;
  }
  const valid = message.slice(message.indexOf(":") + 1).match(/\b[a-z]\w+\b/g) ?? [];
  expect(valid).toContain("saveInterval");
  for (const name of tableNames("Options of a RunManager")) expect(valid, message).toContain(name);
  const named = new Set(tableNames("Options of a RunManager"));
  const options = valid.filter(
    (word) => /[A-Z]/.test(word) || ["goal", "url", "quiet", "host"].includes(word),
  );
  expect(options.filter((name) => !named.has(name) && name !== "noSuchOption")).toEqual([]);
});

test("its TypeScript compiles, one block after the other", async () => {
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);
  expect(blocks.length).toBeGreaterThan(1);
  const folder = await mkdtemp(join(root, "test", "package", ".readme-"));
  try {
    const files = await Promise.all(
      blocks.map(async (code, index) => {
        const file = join(folder, `block-${index}.ts`);
        await writeFile(file, withImports(code));
        return file;
      }),
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck"];
    const { stdout } = await exec(process.execPath, [tsc, ...options, "--types", "node", ...files], {
      cwd: root,
    }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Later blocks go on where the first left off: what they do not import comes from the door, as in a notebook. */
function withImports(code: string): string {
  if (/^import /m.test(code)) return code;
  const words = new Set(code.match(/\b[A-Za-z]\w+\b/g));
  const names = ["RunManager", "Runner", "plot", "saveDataframe", "loadDataframes", "Learner1D", "simple"];
  return `import { ${names.filter((name) => words.has(name)).join(", ")} } from "adaptive-scheduler";\n${code}`;
}
