import { QueueError } from "../errors.js";
import type { Answer } from "../batch/shared-query.js";
import { causeOfState, parseQueue, queueState, type SlurmRow } from "./parse.js";

/** Jobs that are purged a little before their time must not look lost. */
const MARGIN_MS = 10_000;

/**
 * Checks that an answer can be whole: a job that ran at the time of the answer before either runs on, or is shown as
 * ended for `MinJobAge`. Throws a QueueError when one is simply gone, as in a table of which only the half arrived.
 */
export function checkWhole(
  previous: Answer | null,
  text: string,
  now: number,
  minJobAgeSeconds: number,
): void {
  const rows = parseQueue(text);
  if (previous === null || now - previous.askedAt > minJobAgeSeconds * 1000 - MARGIN_MS) return;
  const shown = new Set(rows.map((row) => row.jobId));
  const lost = parseQueue(previous.text).filter((row) => row.state === "RUNNING" && !shown.has(row.jobId));
  if (lost.length === 0) return;
  throw new QueueError(
    `squeue's answer lacks ${lost.length} jobs that were running (${lost[0]!.jobId}, ...); it decides nothing.`,
  );
}

/** Jobs in the table by whether they have ended. */
export function splitRows(rows: readonly SlurmRow[]): { active: SlurmRow[]; ended: SlurmRow[] } {
  const active: SlurmRow[] = [];
  const ended: SlurmRow[] = [];
  for (const row of rows) (causeOfState(row.state) === null ? active : ended).push(row);
  return { active, ended };
}

/** What is known of a job from the last table that had it. */
export type LastSeen = "pending" | "running" | "ended";

/** Notes how the jobs of a table were last seen. */
export function noteSeen(seen: Map<string, LastSeen>, rows: readonly SlurmRow[]): void {
  for (const { jobId, state } of rows) {
    const isOver = causeOfState(state) !== null;
    seen.set(jobId, isOver ? "ended" : queueState(state) === "pending" ? "pending" : "running");
  }
}
