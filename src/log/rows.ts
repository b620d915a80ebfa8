import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LogLine } from "../protocol/index.js";
import { logPath } from "./log-writer.js";
import { parseLogLine, type ParsedLine } from "./parse-line.js";
import { readNewLines, readTail } from "./tail.js";

/** What a job's log says of a learner at one moment: a row of `parseLogFiles`. */
export interface LogRow {
  readonly jobId: string;
  readonly node: string;
  /** Path of the log. */
  readonly logFile: string;
  readonly index: number;
  readonly fname: string | readonly string[] | null;
  readonly epoch: number | null;
  readonly timestamp: Date;
  /** Since the job got the learner; null when the log does not reach back so far. */
  readonly elapsedSeconds: number | null;
  readonly isDone: boolean;
  readonly npoints: number;
  readonly newPoints: number;
  readonly loss: number | null;
  readonly pending: number;
  /** Of one core. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  readonly overhead: number;
  /** Points per second. */
  readonly rate: number;
  readonly dataSize: number;
  readonly retried: number;
}

type LearnerLine = Extract<LogLine, { event: "learner" }>;

function rowOf(
  line: Extract<LogLine, { event: "progress" | "done" }>,
  learner: LearnerLine | null,
  logFile: string,
): LogRow {
  const { at, jobId, node, index } = line;
  const { npoints, newPoints, loss, pending, cpu, memory, overhead, rate, dataSize, retried } = line.progress;
  const known = learner?.index === index ? learner : null;
  return {
    jobId,
    node,
    logFile,
    index,
    fname: known?.fname ?? null,
    epoch: known?.epoch ?? null,
    timestamp: new Date(at),
    elapsedSeconds: known ? (at - known.at) / 1000 : null,
    isDone: line.event === "done",
    npoints,
    newPoints,
    loss,
    pending,
    cpu,
    memory,
    overhead,
    rate,
    dataSize,
    retried,
  };
}

/** Makes rows from the lines of one job's log; with `onlyLast` only the newest row of each learner in it. */
export function rowsOf(lines: Iterable<ParsedLine>, logFile: string, onlyLast: boolean): LogRow[] {
  const rows: LogRow[] = [];
  let learner: LearnerLine | null = null;
  for (const line of lines) {
    if (line.event === "learner") learner = line;
    if (line.event === "progress" || line.event === "done") rows.push(rowOf(line, learner, logFile));
  }
  return onlyLast ? [...new Map(rows.map((row) => [row.index, row])).values()] : rows;
}

/** What to read of which logs. */
export interface ReadRowsOptions {
  /** Only these jobs. @defaultValue all logs in the folder */
  readonly jobIds?: readonly string[];
  /** Only the newest row of each learner in each log, from the log's end. @defaultValue true */
  readonly onlyLast?: boolean;
  /** Lines to look at from the end, with `onlyLast`. @defaultValue 500 */
  readonly maxLogLines?: number;
}

async function readAll(path: string): Promise<string[]> {
  const all: string[] = [];
  for (let offset = 0; ;) {
    const { lines, end } = await readNewLines(path, offset);
    if (lines.length === 0) return all;
    for (const line of lines) all.push(line);
    offset = end;
  }
}

/** Lists the logs in a folder; none when it is missing. */
export async function listLogs(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((name) => join(folder, name));
}

/** Reads the logs of a run as rows for a table. */
export async function readLogRows(folder: string, options: ReadRowsOptions = {}): Promise<LogRow[]> {
  const { jobIds, onlyLast = true, maxLogLines = 500 } = options;
  const paths = jobIds ? jobIds.map((jobId) => logPath(folder, jobId)) : await listLogs(folder);
  const rows: LogRow[] = [];
  for (const path of paths) {
    const texts = onlyLast ? (await readTail(path, { maxLogLines })).lines : await readAll(path);
    rows.push(...rowsOf(texts.map(parseLogLine), path, onlyLast));
  }
  return rows;
}
