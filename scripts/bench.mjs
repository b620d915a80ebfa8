// npm run bench: ours and the Python peer in one run, a table with the ratio, and JSON beside it.
// Cases stand in test/bench/cases/*.mjs; `--full` runs the largest sizes, a word chooses cases by name.
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "./build.mjs";
import { environments, installPackages, installPython, pythonOf } from "./install.mjs";
import { root, runMain } from "./project.mjs";

const exec = promisify(execFile);
const folder = join(root, "test/bench/cases");

async function loadCases(words) {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".mjs"))
    .sort();
  const lists = await Promise.all(files.map(async (name) => (await import(join(folder, name))).default));
  return lists
    .flat()
    .filter(
      ({ name }) =>
        words.length === 0 || words.some((word) => name.toLowerCase().includes(word.toLowerCase())),
    );
}

const measured = new Map();

/**
 * Runs one program of a case; its last line is JSON with `value` and `unit`, or with `values` of several cases, of which
 * `key` chooses one, or with `skipped`: why it cannot be measured here.
 */
async function measure(argv, full, key) {
  const line = argv.join(" ");
  if (!measured.has(line) || key === undefined) measured.set(line, await runProgram(argv, full));
  const result = measured.get(line);
  return result.values === undefined ? result : result.values[key];
}

async function runProgram(argv, full) {
  const program =
    argv[0] === "python" ? pythonOf(environments.test) : argv[0] === "node" ? process.execPath : argv[0];
  const args = [...argv.slice(1), ...(full ? ["--full"] : [])];
  const { stdout } = await exec(program, args, {
    cwd: root,
    maxBuffer: 1 << 26,
    timeout: full ? 3_600_000 : 300_000,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** How many times better ours is: more a second, or fewer of anything else. */
function ratioOf(ours, peer) {
  return ours.unit.endsWith("/s") ? ours.value / peer.value : peer.value / ours.value;
}

function meets({ kind, bar }, ours, ratio) {
  return kind === "ratio" ? ratio >= bar : kind === "share" ? ratio >= bar : ours.value <= bar;
}

async function runCase(one, full) {
  const ours = await measure(one.ours, full, one.key);
  if (ours.skipped !== undefined) return { name: one.name, skipped: ours.skipped };
  const peer = one.peer ? await measure(one.peer, full) : null;
  const ratio = peer ? ratioOf(ours, peer) : null;
  return { name: one.name, kind: one.kind, bar: one.bar, ours, peer, ratio, met: meets(one, ours, ratio) };
}

const figure = (result) =>
  result
    ? `${Number(result.value.toPrecision(3)).toLocaleString("en")} ${result.unit}${result.n ? ` (n = ${result.n})` : ""}${result.fit ? " *" : ""}`
    : "-";

function row({ name, kind, bar, ours, peer, ratio, met, skipped }) {
  if (skipped !== undefined) return `| ${name} | left out: ${skipped} | | | | |`;
  const times = ratio === null ? "-" : `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2)}x`;
  const wanted = kind === "ratio" || kind === "share" ? `${bar}x` : `${bar} ${ours.unit}`;
  return `| ${name} | ${figure(ours)} | ${figure(peer)} | ${times} | ${wanted} | ${met ? "yes" : "**no**"} |`;
}

await runMain(async () => {
  const full = process.argv.includes("--full");
  const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
  await installPackages();
  await installPython(environments.test, "Python environment with the peers");
  await build();
  const cases = await loadCases(words);
  const machine = `${cpus().length} x ${cpus()[0].model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;
  console.log(`\n${machine}\n\n| what | ours | peer | ratio | bar | met |\n|---|---|---|---|---|---|`);
  const results = [];
  for (const one of cases) {
    try {
      results.push(await runCase(one, full));
      console.log(row(results.at(-1)));
    } catch (error) {
      results.push({
        name: one.name,
        error: String(error.stderr || error.message)
          .trim()
          .split("\n")
          .slice(-3)
          .join(" "),
      });
      console.log(`| ${one.name} | failed: ${results.at(-1).error} | | | | **no** |`);
    }
  }
  console.log("\n* extrapolated by a fit from the sizes that were run.");
  mkdirSync(join(root, "bench-results"), { recursive: true });
  writeFileSync(join(root, "bench-results/latest.json"), JSON.stringify({ machine, full, results }, null, 2));
  if (results.some((result) => result.error)) process.exitCode = 1;
});
