// Prints one JSON line: `setup` (seconds until jobs can ask, for 10k learners), `memory` (MB that this grows), or
// `endToEnd` (seconds for 20 learners of 100 points, two jobs at a time).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Learner1D, Local, RunManager } from "../../../lib/index.js";

const what = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "adaptive-bench-"));
process.chdir(folder);
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const make = (count) =>
  Array.from(
    { length: count },
    (_, k) => new Learner1D((x) => x + 0.0001 / (0.0001 + x * x) + 0 * k, { bounds: [-1, 1] }),
  );
const names = (count) => Array.from({ length: count }, (_, i) => `data/l${i}.arrow`);
const print = (value, unit, n) => console.log(JSON.stringify({ name: what, unit, n, value }));

if (what === "endToEnd") {
  const run = new RunManager(new Local({ cores: 2 }), make(20), names(20), {
    goal: 100,
    maxSimultaneousJobs: 2,
  });
  const started = performance.now();
  await run.start();
  const last = await run.finished;
  if (last.status !== "finished") throw new Error(`the run ended as ${last.status}`);
  print((performance.now() - started) / 1000, "s", 20);
} else {
  const count = 10_000;
  const learners = make(count);
  const before = process.memoryUsage().rss;
  const started = performance.now();
  // One job at most: what is measured is the way until the first one could ask.
  const run = new RunManager(new Local({ cores: 1 }), learners, names(count), {
    goal: 100,
    maxSimultaneousJobs: 1,
  });
  await run.start();
  const seconds = (performance.now() - started) / 1000;
  const grown = (process.memoryUsage().rss - before) / 1e6;
  await run.cancel();
  if (what === "setup") print(seconds, "s", count);
  else print(grown, "MB", count);
}
process.exit();
