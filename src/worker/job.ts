import { readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { createPointNote, LogWriter, logPath, pointNotePath } from "../log/index.js";
import {
  AdaptiveSchedulerError,
  PROTOCOL_VERSION,
  RUN_FOLDER,
  type JobResources,
  type RunFile,
} from "../protocol/index.js";
import { createClient, readRunKeys } from "../transport/index.js";
import { createManagerFinder } from "./find-manager.js";
import { Interrupt } from "./interruption.js";
import { readJobEnvironment, stopMarginMs } from "./job-environment.js";
import { Reporter } from "./reporter.js";
import { supervise } from "./supervisor.js";

/** Wait for one answer, in milliseconds: a manager that died is soon asked for again at its next address. */
const ANSWER_MS = 4000;

/** Connections that a manager holds open, at 45 kB each. */
const MOST_CONNECTIONS = 2000;
/** Silence after which one is closed where there would be more. */
const IDLE_MS = 2000;

/** What the worker's command line says. */
export interface JobArguments {
  readonly runFolder: string;
  readonly resourceClass: number;
  /** The bundle, which threads and processes of the job run too. */
  readonly file: string;
}

/** How long a manager that does not answer is asked, in seconds. */
const PATIENCE_SECONDS = 600;

/** Reads a job's arguments. @throws AdaptiveSchedulerError `bad-arguments` */
export function parseArguments(argv: readonly string[], file: string): JobArguments {
  const [runFolder, text = "0"] = argv;
  const resourceClass = Number(text);
  if (runFolder === undefined || !Number.isInteger(resourceClass) || resourceClass < 0) {
    throw new AdaptiveSchedulerError("bad-arguments", "usage: node worker.cjs <runFolder> [resourceClass]");
  }
  return { runFolder: resolve(runFolder), resourceClass, file };
}

/** Runs a job from its start to its end; resolves with the cause of the end. */
export async function runJob({ runFolder, resourceClass, file }: JobArguments): Promise<string> {
  const job = readJobEnvironment(process.env, Date.now());
  const node = hostname();
  const log = new LogWriter({
    path: logPath(join(runFolder, RUN_FOLDER.logs), job.jobId),
    jobId: job.jobId,
    node,
  });
  log.write({ event: "started", pid: process.pid, version: String(PROTOCOL_VERSION) });
  const stop = new Interrupt();
  stopOnSignals(stop);
  const [run, keys] = await Promise.all([readRunFile(runFolder), readRunKeys(runFolder, "worker")]);
  process.chdir(run.cwd);
  const resources = run.resourceClasses[resourceClass];
  if (resources === undefined)
    throw new AdaptiveSchedulerError("bad-arguments", `the run has no resource class ${resourceClass}`);
  const secondsLeft = stopAtWalltime(stop, job.endsAt, resources.timeSeconds);
  const resolveEndpoint = createManagerFinder({ runFolder, runId: run.runId });
  const client = createClient({ keys, timeoutMs: ANSWER_MS, resolveEndpoint, ...idleOf(run) });
  const instance = `${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  const worker = { jobId: job.jobId, instance, node, pid: process.pid };
  const note = (text: string): void => log.write({ event: "note", text });
  const reporter = new Reporter(client, worker, note, (reason) => {
    // The log may have gone with the run folder.
    if (stop.reason === null) process.stderr.write(`${reason}\n`);
    stop.throw({ kind: "stop", cause: "cancelled" });
  });
  const patienceMs = 1000 * (Number(process.env["ADAPTIVE_SCHEDULER_PATIENCE"]) || PATIENCE_SECONDS);
  const functions = join(runFolder, RUN_FOLDER.functions);
  const notePath = pointNotePath(join(runFolder, RUN_FOLDER.jobs), job.jobId);
  const noteFile = openNote(notePath, resources);
  try {
    const cause = await supervise({
      run, resourceClass, resources, functions, file, noteFile, reporter, log, stop, secondsLeft, patienceMs,
    }); // prettier-ignore
    await rm(notePath, { force: true });
    log.write({ event: "ended", cause });
    return cause;
  } finally {
    client.close();
    log.close();
  }
}

/** In a run of very many jobs a connection is closed between reports: all of them at once are too much for a manager. */
export function idleOf({ fnames, manager }: Pick<RunFile, "fnames" | "manager">): { idleMs?: number } {
  return Math.min(fnames.length, manager.maxSimultaneousJobs) > MOST_CONNECTIONS ? { idleMs: IDLE_MS } : {};
}

/** Null where it is of no use, or the disk refuses: a job computes without a note too. */
function openNote(path: string, { executor, cores }: JobResources): number | null {
  // A pool of processes names the point of one that dies by itself.
  if (executor === "processes") return null;
  try {
    return createPointNote(path, executor === "threads" ? cores : 1);
  } catch {
    return null;
  }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

async function readRunFile(runFolder: string): Promise<RunFile> {
  const run = (await readJson(join(runFolder, RUN_FOLDER.run))) as RunFile;
  if (run.protocol === PROTOCOL_VERSION) return run;
  throw new AdaptiveSchedulerError(
    "protocol-version",
    `${runFolder} is a run of protocol version ${run.protocol}, this worker speaks ${PROTOCOL_VERSION}. Start the run again with one version.`,
  );
}

function stopOnSignals(stop: Interrupt): void {
  const causes = { SIGTERM: "preempted", SIGUSR2: "preempted", SIGINT: "cancelled" } as const;
  for (const [signal, cause] of Object.entries(causes))
    process.on(signal, () => stop.throw({ kind: "stop", cause }));
}

/** Stops the job before its wall time is over; gives the seconds until then. */
function stopAtWalltime(
  stop: Interrupt,
  endsAt: number | null,
  limitSeconds: number | null,
): () => number | null {
  const now = Date.now();
  const end = endsAt ?? (limitSeconds === null ? null : now + 1000 * limitSeconds);
  if (end === null) return () => null;
  const stopAt = end - stopMarginMs(end - now);
  // Longer waits than a timer can hold are no wall time that a job lives to see.
  setTimeout(
    () => stop.throw({ kind: "stop", cause: "walltime" }),
    Math.min(stopAt - now, 2 ** 31 - 1),
  ).unref();
  return () => Math.max(0, (stopAt - Date.now()) / 1000);
}
