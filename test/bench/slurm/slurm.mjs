// Prints one JSON line with what runs of ours cost on a real Slurm: 200 learners of 100 points of no cost, against as
// many empty jobs as one array; and how long after `cancel()` the first scancel starts.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Learner1D, RunManager, SLURM } from "../../../lib/index.js";
import { whyNoCluster, withCluster } from "./cluster.mjs";

const COUNT = 200;

/** Seconds until an array of empty jobs has left the queue. */
async function emptyArray(cluster) {
  const started = performance.now();
  const array = ["--parsable", "--output=/dev/null", `--array=0-${COUNT - 1}`, "--wrap", "true"];
  const id = cluster.command("sbatch", ...array);
  while (cluster.command("squeue", "-h", "-j", id, "-t", "PD,R,CG") !== "") await delay(50);
  return (performance.now() - started) / 1000;
}

function makeRun(jobName, scheduler, f, options = {}) {
  const learners = Array.from({ length: COUNT }, () => new Learner1D(f, { bounds: [-1, 1] }));
  const fnames = learners.map((_, k) => `${jobName}/${k}.arrow`);
  return new RunManager(scheduler, learners, fnames, { jobName, goal: 100, quiet: true, ...options });
}

/** All defaults, as a user would start it. */
async function measureRun(cluster) {
  const before = cluster.calls().length;
  const started = performance.now();
  const run = makeRun("empty", new SLURM(), (x) => x * x);
  await run.start();
  const last = await run.finished;
  const seconds = (performance.now() - started) / 1000;
  if (last.status !== "finished")
    throw new Error(`the run ended as ${last.status}: ${JSON.stringify(last.problems)}`);
  const calls = cluster.calls().slice(before);
  const files = readdirSync(".", { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return { seconds, calls, files: files.length };
}

/** Milliseconds from cancel() to the start of scancel, with 200 jobs in the queue of which 16 run. */
async function measureCancel(cluster) {
  const scheduler = new SLURM({ cores: 2, executor: "sequential", pollInterval: 1 });
  const pause = (x) => new Promise((resolve) => setTimeout(() => resolve(x), 1000));
  const run = makeRun("cancelled", scheduler, pause, { maxSimultaneousJobs: COUNT, jobManagerInterval: 1 });
  await run.start();
  while ((run.snapshot()?.learners.running ?? 0) < 16) await delay(100);
  const queued = cluster.command("squeue", "-h", "-r").split("\n").length;
  if (queued !== COUNT) throw new Error(`${queued} jobs are in the queue`);
  const before = cluster.calls().length;
  const started = Date.now();
  await run.cancel();
  const seconds = (Date.now() - started) / 1000;
  const scancel = cluster
    .calls()
    .slice(before)
    .find(({ name }) => name === "scancel");
  return { milliseconds: scancel.at - started, seconds };
}

const reason = whyNoCluster();
if (reason !== null) console.log(JSON.stringify({ skipped: reason }));
else {
  const folder = mkdtempSync(join(tmpdir(), "adaptive-bench-"));
  process.chdir(folder);
  const values = await withCluster(async (cluster) => {
    const before = await emptyArray(cluster);
    const ours = await measureRun(cluster);
    const after = await emptyArray(cluster);
    const cancel = await measureCancel(cluster);
    const empty = (before + after) / 2;
    const count = (name) => ours.calls.filter((call) => call.name === name).length;
    return {
      times: { value: ours.seconds / empty, unit: "times as long", n: COUNT, seconds: ours.seconds, empty },
      submissions: { value: count("sbatch"), unit: "submissions", n: COUNT },
      commands: { value: ours.calls.length, unit: "commands", n: COUNT },
      files: { value: ours.files, unit: "files", n: COUNT },
      cancel: { value: cancel.milliseconds, unit: "ms", n: COUNT },
      cancelled: { value: cancel.seconds, unit: "s", n: COUNT },
    };
  });
  rmSync(folder, { recursive: true, force: true });
  console.log(JSON.stringify({ values }));
}
process.exit();
