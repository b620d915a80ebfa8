// Our half of the checkpoint benchmarks: node test/bench/checkpoint.mjs <what>. Times are those of the processor.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadLearner, openCheckpoint, saveLearner } from "../../lib/checkpoint/index.js";
import { Learner1D } from "../../lib/learner/index.js";

const n = 100_000;
const added = 100;
const peak = (x) => x + 0.0001 / (0.0001 + x * x);
const points = (count, from = 0) => Array.from({ length: count }, (_, i) => Math.sin(from + i));
const learner = () => new Learner1D(peak, { bounds: [-1, 1] });
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

async function cpuSeconds(run) {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** A running checkpoint of 1e5 points. */
async function openFull(folder) {
  const checkpoint = await openCheckpoint({
    fname: join(folder, "learner"),
    kind: "Learner1D",
    epoch: 1,
    runId: "bench",
  });
  const xs = points(n);
  checkpoint.append(xs, xs.map(peak));
  await checkpoint.save();
  return checkpoint;
}

async function appendSave(folder) {
  const checkpoint = await openFull(folder);
  const times = [];
  for (let save = 0; save < 50; save++) {
    const xs = points(added, n + save * added);
    const ys = xs.map(peak);
    times.push(
      await cpuSeconds(async () => {
        checkpoint.append(xs, ys);
        await checkpoint.save();
      }),
    );
  }
  return { unit: "ms", value: median(times) * 1000 };
}

async function appendBytes(folder) {
  const checkpoint = await openFull(folder);
  const before = statSync(checkpoint.fname).size;
  const xs = points(added, n);
  checkpoint.append(xs, xs.map(peak));
  await checkpoint.save();
  return { unit: "bytes a point", value: (statSync(checkpoint.fname).size - before) / added };
}

async function load(folder) {
  const fname = join(folder, "learner");
  const full = learner();
  const xs = Array.from({ length: n }, (_, i) => -1 + (2 * i) / (n - 1));
  full.tellMany(xs, xs.map(peak));
  await saveLearner(full, fname);
  const times = [];
  for (let turn = 0; turn < 3; turn++) {
    const empty = learner();
    times.push(await cpuSeconds(() => loadLearner(empty, fname)));
    if (empty.npoints !== n) throw new Error(`${empty.npoints} points came back`);
  }
  return { unit: "s", value: median(times) };
}

const cases = { appendSave, appendBytes, load };
const what = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "bench-checkpoint-"));
try {
  console.log(JSON.stringify({ name: what, n, ...(await cases[what](folder)) }));
} finally {
  rmSync(folder, { recursive: true });
}
