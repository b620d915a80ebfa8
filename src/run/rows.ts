import { readRows } from "../manager/index.js";
import { AdaptiveSchedulerError, type LearnerRow, type RowsReply } from "../protocol/index.js";
import type { RunSession } from "./run-session.js";

/** Rows that one request brings. */
const PAGE = 2000;

/** A page of a table: from the manager, or from the journal when the run is over. */
export async function rowsOf(
  session: RunSession,
  table: "learners" | "jobs",
  offset: number,
  limit: number,
  status: string | null,
): Promise<RowsReply> {
  if (session.isOpen) {
    try {
      return await session.request<RowsReply>({ verb: "rows", table, offset, limit, status });
    } catch (error) {
      // The manager may have ended between the question and the answer: then the journal has it all.
      if (!isEnded(error)) throw error;
    }
  }
  return readRows(session.runFolder, table, offset, limit, status);
}

/** All rows, page by page. */
export async function allRows(
  page: (offset: number, limit: number) => Promise<RowsReply>,
): Promise<LearnerRow[]> {
  const rows: LearnerRow[] = [];
  for (;;) {
    const reply = await page(rows.length, PAGE);
    rows.push(...(reply.rows as LearnerRow[]));
    if (reply.rows.length === 0 || rows.length >= reply.total) return rows;
  }
}

/** Seconds from submission to start of each job that has started. */
export async function startingTimes(
  page: (offset: number, limit: number) => Promise<RowsReply>,
): Promise<number[]> {
  const jobs = (await allRows(page)) as unknown as { submittedAt: number; startedAt: number | null }[];
  return jobs.flatMap(({ submittedAt, startedAt }) =>
    startedAt === null ? [] : [(startedAt - submittedAt) / 1000],
  );
}

function isEnded(error: unknown): boolean {
  return (
    error instanceof AdaptiveSchedulerError && ["closed", "no-answer", "not-running"].includes(error.code)
  );
}
