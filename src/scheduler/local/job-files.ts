import { promises as fs } from "node:fs";
import { join } from "node:path";
import type { EndCause } from "../../protocol/index.js";
import { bootOf, isAlive, type ProcessIdentity } from "./process.js";

/** `<token>.json`: jobs that were submitted together. */
export interface SubmissionFile {
  readonly token: string;
  readonly name: string;
  readonly jobIds: readonly string[];
  readonly cores: number;
  readonly submittedAt: number;
}

/** What the files of a job say about it. */
export type JobState =
  | { readonly status: "pending" }
  | { readonly status: "running"; readonly process: ProcessIdentity | null; readonly startedAt: number }
  | { readonly status: "ended"; readonly cause: EndCause; readonly detail: string };

/** A job of the Local scheduler. */
export interface LocalJob {
  readonly jobId: string;
  readonly submission: SubmissionFile;
  readonly state: JobState;
}

/** In `<jobId>.run` of a job that was cancelled before it began. */
export const CANCELLED_BEFORE_START = "cancelled";

/** A `.run` file without its text is being written; one that stays so belongs to a job killed right there. */
const STARTING_MS = 10_000;

const SIGNALS: Readonly<Record<number, string>> = {
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
};

/** Says why a job ended from its exit code (null when it left none), and from whether it was cancelled by us. */
export function causeOf(exitCode: number | null, isCancelled: boolean): { cause: EndCause; detail: string } {
  if (exitCode === 0) return { cause: isCancelled ? "cancelled" : "finished", detail: "exit code 0" };
  if (isCancelled) return { cause: "cancelled", detail: "cancelled" };
  if (exitCode === null) return { cause: "unknown", detail: "was killed and left no exit code" };
  if (exitCode === 124) return { cause: "walltime", detail: "reached its wall time" };
  const signal = exitCode > 128 ? SIGNALS[exitCode - 128] : undefined;
  if (signal === "SIGTERM") return { cause: "cancelled", detail: "ended by SIGTERM" };
  if (signal === "SIGKILL")
    return { cause: "unknown", detail: "killed by SIGKILL (by hand, or for want of memory)" };
  return { cause: "code", detail: signal ? `ended by ${signal}` : `exit code ${exitCode}` };
}

/** Reads `<jobId>.run`: `pid start|boot|host`. */
export function parseRunFile(text: string): { process: ProcessIdentity; boot: string } | null {
  const match = /^(\d+) (.*)\|(.*)\|(.*)\n?$/.exec(text);
  return match ? { process: { pid: Number(match[1]), start: match[2]! }, boot: match[3]! } : null;
}

const readText = (path: string): Promise<string | null> =>
  fs.readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });

/** Finds out what a job does now; `names` are the files in the folder. */
export async function readJobState(
  folder: string,
  jobId: string,
  names: ReadonlySet<string>,
): Promise<JobState> {
  const isCancelled = names.has(`${jobId}.cancel`);
  const path = join(folder, jobId);
  if (names.has(`${jobId}.exit`)) return endedState(path, isCancelled);
  if (!names.has(`${jobId}.run`)) return { status: "pending" };
  const text = (await readText(`${path}.run`)) ?? "";
  if (text.trim() === CANCELLED_BEFORE_START)
    return { status: "ended", cause: "cancelled", detail: "cancelled before it began" };
  const startedAt = await fs.stat(`${path}.run`).then(
    (found) => found.mtimeMs,
    () => Date.now(),
  );
  const run = parseRunFile(text);
  if (run === null && Date.now() - startedAt < STARTING_MS)
    return { status: "running", process: null, startedAt };
  if (run && run.boot === bootOf() && isAlive(run.process))
    return { status: "running", process: run.process, startedAt };
  // It may have ended between the listing of the folder and now.
  const exit = await readText(`${path}.exit`);
  if (exit !== null) return endedState(path, isCancelled);
  if (run && run.boot !== bootOf())
    return { status: "ended", cause: "node", detail: "the machine was restarted" };
  return { status: "ended", ...causeOf(null, isCancelled) };
}

async function endedState(path: string, isCancelled: boolean): Promise<JobState> {
  const code = Number.parseInt((await readText(`${path}.exit`)) ?? "", 10);
  return { status: "ended", ...causeOf(Number.isNaN(code) ? null : code, isCancelled) };
}

/** Reads a submission. */
export async function readSubmission(folder: string, token: string): Promise<SubmissionFile | null> {
  const text = await readText(join(folder, `${token}.json`));
  return text === null ? null : (JSON.parse(text) as SubmissionFile);
}

/** Writes a submission so that it is there wholly or not at all. */
export async function writeSubmission(folder: string, submission: SubmissionFile): Promise<void> {
  const path = join(folder, `${submission.token}.json`);
  const handle = await fs.open(`${path}.tmp`, "w");
  try {
    await handle.writeFile(JSON.stringify(submission));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.rename(`${path}.tmp`, path);
}
