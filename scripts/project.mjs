// Where things are in a checkout, and running the steps that bring it up. Node's own modules only: this runs
// before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cache = join(root, ".cache");

/** A step that failed, said in a plain sentence. */
export class StepError extends Error {}

/** Runs a program and resolves with what it printed; rejects with a sentence and the end of its output. */
export function run(program, args, { sentence, cwd = root, env = process.env, inherit = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: inherit ? "inherit" : ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    const fail = (why) => {
      const tail = output.trim().split("\n").slice(-25).join("\n");
      reject(new StepError(`${sentence ?? `${program} failed`} (${why}).${tail ? `\n${tail}` : ""}`));
    };
    child.on("error", (error) => fail(error.message));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else fail(signal ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
}

/** A short hash of files' contents. */
export function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths)
    hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex").slice(0, 20);
}

/** All files below a folder, sorted; nothing when it is not there. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path));
    else if (entry.isFile()) found.push(path);
  }
  return found.sort();
}

/** Does `work` unless it was done for the same `mark` before and `product` is still there. */
export async function once(name, mark, product, work) {
  const stamp = join(cache, `${name}.stamp`);
  if (existsSync(stamp) && existsSync(product) && readFileSync(stamp, "utf8") === mark) return false;
  await work();
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, mark);
  return true;
}

/** Does a step and prints how long it took; on failure leaves the sentence to the caller. Steps may run side by side. */
export async function step(title, work) {
  const started = performance.now();
  const waiting = setTimeout(() => console.log(`  ${title} ...`), 1000);
  try {
    const did = await work();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`  ${title}: ${did === false ? "already there" : `done in ${seconds} s`}`);
  } finally {
    clearTimeout(waiting);
  }
}

/** Ends the program with a sentence when `main` rejects. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    const text = error instanceof StepError ? error.message : (error?.stack ?? String(error));
    process.stderr.write(`\n${text}\n`);
    process.exitCode = 1;
  }
}
