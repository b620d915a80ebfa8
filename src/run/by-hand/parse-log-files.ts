import { refuseUnknownOptions, type QueueRow } from "../../protocol/index.js";
import type { Scheduler } from "../../scheduler/index.js";
import { parseLogs, type LogRow } from "../parse-logs.js";
import type { DatabaseManager } from "./database-manager.js";

/** A row of the logs, with what the queue says of the job. */
export interface LogFileRow extends LogRow {
  /** In the queue: `pending`, `running` or `ending`; null for a job that is not there (any more). */
  readonly state: QueueRow["state"] | null;
  readonly jobName: string | null;
}

/**
 * Reads what the jobs' logs say of their learners: the newest row of each job and learner, or each line with
 * `onlyLast: false`.
 *
 * @example
 * ```ts
 * const rows = await parseLogFiles(databaseManager, scheduler);
 * console.table(rows, ["index", "npoints", "loss", "state"]);
 * ```
 */
export async function parseLogFiles(
  databaseManager: DatabaseManager,
  scheduler: Scheduler,
  options: { readonly onlyLast?: boolean } = {},
): Promise<LogFileRow[]> {
  refuseUnknownOptions("parseLogFiles", options, ["onlyLast"]);
  const { runFolder } = databaseManager;
  const rows = await parseLogs(runFolder, options.onlyLast ?? true);
  const queue = new Map((await scheduler.queue(runFolder)).map((row) => [row.jobId, row]));
  return rows.map((row) => {
    const job = queue.get(row.jobId);
    return { ...row, state: job?.state ?? null, jobName: job?.name ?? null };
  });
}
