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

/** Finds lines in the ends of the jobs' logs: those of one job, or of all, in the order in which they were written. */
export async function queryLogs(runFolder: string, query: LogQuery, rows: Rows): Promise<LogsReply> {
  const folder = join(runFolder, RUN_FOLDER.logs);
  const paths = query.jobId === null ? await chosenLogs(folder, query, rows) : [logPath(folder, query.jobId)];
  const wanted = query.offset + query.limit;
  const search = query.search?.toLowerCase() ?? null;
  const lines: LogLine[] = [];
  for (const path of paths) {
    const { lines: texts } = await readTail(path, { maxLogLines: wanted });
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
  if (query.status === null) return (await listLogs(folder)).slice(-MOST_LOGS);
  const reply = await rows("jobs", 0, MOST_LOGS, query.status === "running" ? "running" : "ended");
  const jobs = reply.rows as readonly JobRecord[];
  const chosen =
    query.status === "running" ? jobs : jobs.filter((job) => job.cause === "code" || job.cause === "unknown");
  return chosen.map((job) => logPath(folder, job.jobId));
}
