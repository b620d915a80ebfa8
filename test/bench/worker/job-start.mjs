// One job with the sequential executor: CPU until its first point, peak memory of its processes, files opened.
// usage: job-start.mjs cpu|memory|files
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { captureFunctions, writeFunctions } from "../../../lib/capture/index.js";
import { Learner1D } from "../../../lib/learner/index.js";
import { door } from "../../../lib/runner/door.js";
import { createRunKeys, readRunKeys, startServer } from "../../../lib/transport/index.js";

const BUNDLE = fileURLToPath(new URL("../../../lib/worker/worker.cjs", import.meta.url));
const [what = "cpu"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "job-start-"));

/** The learner's function: notes the CPU time of its process at the first point. */
function makeFunction(first) {
  let calls = 0;
  return (x) => {
    if (calls++ === 0) {
      process.getBuiltinModule("node:fs").writeFileSync(first, JSON.stringify(process.cpuUsage()));
    }
    return x + 0.0001 / (0.0001 + x * x);
  };
}

async function writeRun() {
  const learner = new Learner1D(makeFunction(join(folder, "first.json")), { bounds: [-1, 1] });
  await writeFunctions(join(folder, "functions"), captureFunctions([{ learner }], { door }));
  await createRunKeys(folder);
  const resources = { cores: 1, nodes: null, executor: "sequential", timeSeconds: null };
  const runner = {
    retries: 0,
    raiseIfRetriesExceeded: true,
    ntasks: null,
    logInterval: 30,
    saveInterval: 300,
  };
  const goal = { kind: "npoints", npoints: 100 };
  writeFileSync(
    join(folder, "run.json"),
    JSON.stringify({
      protocol: 1,
      runId: "bench",
      cwd: folder,
      fnames: ["data.arrow"],
      goal,
      resourceClasses: [resources],
      manager: { maxSimultaneousJobs: 1 },
      runner,
    }),
  );
}

async function startManager() {
  let handed = false;
  const handle = (request) => {
    if (request.verb !== "start") return Promise.resolve({ status: "ok" });
    if (handed) return Promise.resolve({ status: "stop", reason: "done" });
    handed = true;
    return Promise.resolve({ status: "learner", index: 0, epoch: 1 });
  };
  const server = await startServer({
    keys: await readRunKeys(folder, "server"),
    address: "127.0.0.1",
    handle,
  });
  const { url, serverKey, allowedKeys } = server;
  const endpoint = { protocol: 1, runId: "bench", urls: [url], serverKey, allowedKeys, host: hostname() };
  writeFileSync(join(folder, "endpoint.json"), JSON.stringify(endpoint));
  return server;
}

function peakMemory(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs the job, under strace when files are counted. */
function runJob() {
  const job = [process.execPath, BUNDLE, folder, "0"];
  const trace = ["strace", "-f", "-qq", "-e", "trace=open,openat", "-o", join(folder, "trace")];
  const [program, ...args] = what === "files" ? [...trace, ...job] : job;
  const child = spawn(program, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ADAPTIVE_SCHEDULER_JOB_ID: "1" },
  });
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, peakMemory(child.pid))), 2);
  return new Promise((resolve, reject) =>
    child.once("exit", (code) => {
      clearInterval(timer);
      if (code === 0) resolve(peak);
      else reject(new Error(`the job ended with ${code}`));
    }),
  );
}

try {
  await writeRun();
  const server = await startManager();
  const peak = await runJob();
  await server.close();
  if (what === "cpu") {
    const { user, system } = JSON.parse(readFileSync(join(folder, "first.json"), "utf8"));
    console.log(
      JSON.stringify({ name: "job: CPU until the first point", unit: "s", value: (user + system) / 1e6 }),
    );
  } else if (what === "memory")
    console.log(JSON.stringify({ name: "job: peak memory", unit: "MB", value: peak }));
  else {
    const opened = readFileSync(join(folder, "trace"), "utf8")
      .split("\n")
      .filter((line) => /open(at)?\(/.test(line) && !/= -1/.test(line));
    if (process.env["SHOW"]) console.error(opened.map((line) => line.slice(0, 150)).join("\n"));
    console.log(JSON.stringify({ name: "job: files opened", unit: "files", value: opened.length }));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
