import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { PointError } from "../protocol/index.js";
import { parseLogLine, type ParsedLine } from "./parse-line.js";
import { listLogs } from "./rows.js";
import { readTail, type TailOptions } from "./tail.js";

/** What the end of one job's log says. */
export interface LogSummary {
  readonly jobId: string;
  readonly logFile: string;
  /** Bytes. */
  readonly size: number;
  /** When the job last wrote; null for an empty log. */
  readonly lastAt: number | null;
  readonly state: "running" | "ended";
  /** Why it ended; null while it runs or when the log does not say. */
  readonly cause: string | null;
  /** The learner that it had last. */
  readonly index: number | null;
  readonly npoints: number | null;
  readonly errors: readonly PointError[];
  /** Last lines that are not ours. */
  readonly output: readonly string[];
}

const MAX_OUTPUT = 20;

/** Sums up the lines of one job's log. */
export function summariseLines(lines: readonly ParsedLine[]): Omit<LogSummary, "jobId" | "logFile" | "size"> {
  const summary = {
    lastAt: null as number | null,
    state: "running" as "running" | "ended",
    cause: null as string | null,
    index: null as number | null,
    npoints: null as number | null,
    errors: [] as PointError[],
    output: [] as string[],
  };
  for (const line of lines) {
    if (line.event === "output") {
      summary.output.push(line.text);
      continue;
    }
    summary.lastAt = line.at;
    // A job that was requeued writes on in the same log.
    if (line.event === "started") Object.assign(summary, { state: "running", cause: null });
    if (line.event === "ended") Object.assign(summary, { state: "ended", cause: line.cause });
    if (line.event === "error") summary.errors.push(line.error);
    if (line.event === "learner") Object.assign(summary, { index: line.index, npoints: line.npoints });
    if (line.event === "progress" || line.event === "done") {
      Object.assign(summary, { index: line.index, npoints: line.progress.npoints });
    }
  }
  return { ...summary, output: summary.output.slice(-MAX_OUTPUT) };
}

/** Sums up the logs in a folder from their ends; whole files are never read. */
export async function summariseLogs(folder: string, options: TailOptions = {}): Promise<LogSummary[]> {
  const summaries: LogSummary[] = [];
  for (const logFile of await listLogs(folder)) {
    const { lines } = await readTail(logFile, options);
    const size = await stat(logFile).then(
      (found) => found.size,
      () => 0,
    );
    summaries.push({
      jobId: basename(logFile, ".jsonl"),
      logFile,
      size,
      ...summariseLines(lines.map(parseLogLine)),
    });
  }
  return summaries;
}
