import { basename, join } from "node:path";
import { listLogs, logPath, parseLogLine, readTail } from "../log/index.js";
import {
  RUN_FOLDER,
  type JobRecord,
  type LogLine,
  type LogQuery,
  type LogsReply,
  type RowsReply,
} from "../protocol/index.js";

type Rows = (
  table: "learners" | "jobs",
  offset: number,
  limit: number,
  status: string | null,
) => Promise<RowsReply>;

/** Logs that one query looks into. */
const MOST_LOGS = 200;
/** Lines of a log that are looked at when not all of them count: where errors or a text are searched. */
const SEARCHED_LINES = 20_000;

/**
 * Finds lines in the ends of the jobs' logs: those of one job, or of all, in the order in which they were written.
 * Logs "of failed jobs" are also those of jobs that met an error and went on with another learner.
 */
export async function queryLogs(runFolder: string, query: LogQuery, rows: Rows): Promise<LogsReply> {
  const folder = join(runFolder, RUN_FOLDER.logs);
  const paths = query.jobId === null ? await chosenLogs(folder, query, rows) : [logPath(folder, query.jobId)];
  const search = query.search?.toLowerCase() ?? null;
  const isSearch = search !== null || query.status === "failed";
  const maxLogLines = isSearch ? SEARCHED_LINES : query.offset + query.limit;
  const ended = query.status === "failed" ? await failedLogs(folder, rows) : null;
  const lines: LogLine[] = [];
  for (const path of paths) {
    const { lines: texts } = await readTail(path, { maxLogLines });
    if (ended !== null && !ended.has(path) && !texts.some(isError)) continue;
    for (const text of texts) {
      if (search !== null && !text.toLowerCase().includes(search)) continue;
      const line = parseLogLine(text);
      if (line.event !== "output") lines.push(line);
      else lines.push({ at: 0, jobId: basename(path, ".jsonl"), node: "", event: "note", text: line.text });
    }
  }
  lines.sort((a, b) => a.at - b.at);
  const end = Math.max(0, lines.length - query.offset);
  return { total: lines.length, lines: lines.slice(Math.max(0, end - query.limit), end) };
}

async function chosenLogs(folder: string, query: LogQuery, rows: Rows): Promise<string[]> {
  if (query.status !== "running") return (await listLogs(folder)).slice(-MOST_LOGS);
  const reply = await rows("jobs", 0, MOST_LOGS, "running");
  return (reply.rows as readonly JobRecord[]).map((job) => logPath(folder, job.jobId));
}

async function failedLogs(folder: string, rows: Rows): Promise<ReadonlySet<string>> {
  const reply = await rows("jobs", 0, MOST_LOGS, "ended");
  const failed = (reply.rows as readonly JobRecord[]).filter(
    ({ cause }) => cause === "code" || cause === "unknown",
  );
  return new Set(failed.map((job) => logPath(folder, job.jobId)));
}

function isError(text: string): boolean {
  return text.includes('"event":"error"') && parseLogLine(text).event === "error";
}
