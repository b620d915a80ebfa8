// The real manager process with 10,000 jobs that run and report when they are told to, over real sockets with CURVE, and
// one notebook that watches. Prints one JSON line: its share of a core, and how much it grew since it began to listen.
//   node test/bench/manager/ten-thousand.mjs [jobs] [seconds]
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Learner1D, RunManager, SLURM } from "../../../lib/index.js";
import { createClient, readRunKeys } from "../../../lib/transport/index.js";
import { idleOf } from "../../../lib/worker/job.js";

const LOG_INTERVAL = 300;
/** A ZeroMQ context has 1023 sockets at most. */
const CLIENTS_EACH = 1000;

const progressOf = (npoints) => ({
  npoints, newPoints: 10, loss: 1 / npoints, pending: 1, at: Date.now(), cpu: 0.98, memory: 9e7, overhead: 0.02,
  dataSize: 16 * npoints, rate: 0.1, retried: 0,
}); // prettier-ignore

/** Jobs `from` to `from + count`: each asks for a learner, then reports when the manager said, or every 300 s. */
async function beWorkers(runFolder, from, count) {
  const keys = await readRunKeys(runFolder, "worker");
  const resolveEndpoint = async () => {
    const { urls, serverKey } = JSON.parse(readFileSync(join(runFolder, "endpoint.json"), "utf8"));
    return { url: urls[0], serverKey };
  };
  const idle = idleOf(JSON.parse(readFileSync(join(runFolder, "run.json"), "utf8")));
  const patience = { timeoutMs: 60_000 };
  let reports = 0;
  const start = async (k) => {
    const client = createClient({ keys, resolveEndpoint, ...idle });
    const worker = { jobId: `1_${k}`, instance: "a", node: `n${k}`, pid: k };
    const given = await client.request(
      { verb: "start", worker, resourceClass: 0, secondsLeft: null },
      patience,
    );
    if (given.status !== "learner") throw new Error(JSON.stringify(given));
    const { index, epoch } = given;
    let npoints = 2;
    const report = async () => {
      const progress = progressOf((npoints += 10));
      const reply = await client.request({ verb: "progress", worker, index, epoch, progress }, patience);
      if (reply.status !== "ok") throw new Error(JSON.stringify(reply));
      reports++;
      return reply.reportIn;
    };
    const goOn = async (seconds = LOG_INTERVAL) => {
      await delay(seconds * 1000);
      for (;;) await delay(1000 * ((await report()) ?? LOG_INTERVAL));
    };
    // Its first report may be due before the last job has started.
    return { loop: goOn(given.reportIn) };
  };
  const loops = [];
  // As a batch system starts them: two hundred a second in all.
  for (let k = from; k < from + count; k += 20) {
    const some = Array.from({ length: Math.min(20, from + count - k) }, (_, i) => start(k + i));
    loops.push(...(await Promise.all([...some, delay(1000)])).slice(0, -1));
  }
  process.send("started");
  process.on("message", () => process.send(reports));
  process.on("disconnect", () => process.exit());
  await Promise.all(loops.map(({ loop }) => loop));
}

/** Seconds of CPU and bytes of memory of a process so far. */
function usageOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const memory = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, memory };
}

async function measure(jobs, seconds) {
  const folder = mkdtempSync(join(tmpdir(), "adaptive-bench-"));
  process.chdir(folder);
  const notes = join(folder, "notes");
  mkdirSync(notes);
  writeFileSync(join(notes, "calls"), "");
  const fakes = fileURLToPath(new URL("../../fakes/many-jobs", import.meta.url));
  Object.assign(process.env, {
    PATH: `${fakes}:${process.env.PATH}`,
    FAKE_SLURM: notes,
    XDG_CACHE_HOME: join(folder, "cache"),
  });
  const learners = Array.from({ length: jobs }, () => new Learner1D((x) => x, { bounds: [-1, 1] }));
  const fnames = learners.map((_, k) => `data/${k}.arrow`);
  const run = new RunManager(new SLURM(), learners, fnames, { jobName: "many", maxSimultaneousJobs: jobs });
  await run.start();
  const { pid } = JSON.parse(readFileSync(join(run.runFolder, "endpoint.json"), "utf8"));
  const children = [];
  try {
    while ((run.snapshot()?.jobs.submitted ?? 0) < jobs) await delay(50);
    const before = usageOf(pid);
    for (let from = 0; from < jobs; from += CLIENTS_EACH) {
      const count = Math.min(CLIENTS_EACH, jobs - from);
      children.push(fork(fileURLToPath(import.meta.url), ["workers", run.runFolder, from, count]));
    }
    await Promise.all(children.map((child) => once(child, "message")));
    while (run.snapshot().learners.running < jobs) await delay(50);
    const calls = () => readFileSync(join(notes, "calls"), "utf8").split("\n").length - 1;
    const reports = async () => {
      const counts = children.map((child) => once(child, "message"));
      for (const child of children) child.send("count");
      return (await Promise.all(counts)).reduce((sum, [count]) => sum + count, 0);
    };
    const [reportsBefore, callsBefore, calm] = [await reports(), calls(), usageOf(pid)];
    const started = performance.now();
    await delay(1000 * seconds);
    const after = usageOf(pid);
    const elapsed = (performance.now() - started) / 1000;
    const spent = after.cpu - calm.cpu;
    return {
      cpu: { value: (100 * spent) / elapsed, unit: "% of a core", n: jobs },
      memory: { value: (after.memory - before.memory) / 1e6, unit: "MB", n: jobs },
      total: { value: after.memory / 1e6, unit: "MB", n: jobs },
      reports: { value: ((await reports()) - reportsBefore) / elapsed, unit: "reports/s", n: jobs },
      queries: { value: calls() - callsBefore, unit: "queries", n: jobs },
    };
  } finally {
    for (const child of children) child.disconnect();
    process.kill(pid, "SIGKILL");
    process.chdir("/");
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first = "10000", second = "60", ...rest] = process.argv.slice(2).filter((word) => word !== "--full");
if (first === "workers") await beWorkers(second, ...rest.map(Number));
else {
  console.log(JSON.stringify({ values: await measure(Number(first), Number(second)) }));
  process.exit();
}
