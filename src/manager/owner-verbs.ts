import { isEntryStatus, type Database, type DatabaseView } from "../database/index.js";
import {
  AdaptiveSchedulerError,
  type Entry,
  type JournalEvent,
  type LearnerRow,
  type OwnerRequest,
  type RowsReply,
  type RunFile,
  type SnapshotReply,
} from "../protocol/index.js";
import type { StatusBoard } from "./status-board.js";

/** Rows that one reply holds at most. */
const MOST_ROWS = 5000;

/** What owner verbs read. */
export interface OwnerContext {
  readonly run: RunFile;
  readonly database: Database;
  readonly now: () => number;
  readonly board: StatusBoard;
}

/** Answers the owner's questions; the verbs that steer the manager are the manager's own. */
export async function answerOwner(request: OwnerRequest, context: OwnerContext): Promise<unknown> {
  switch (request.verb) {
    case "snapshot":
      return answerSnapshot(request.since, context.board);
    case "rows":
      return rowsOfView(context.database, context.run, request);
    case "replaceLearner":
      await context.database.append(replacingEvents(context.database, request, context.now()));
      return {};
    default:
      throw new AdaptiveSchedulerError("unknown-verb", `The manager knows no verb "${request.verb}".`);
  }
}

/**
 * Takes a learner from the job that computes it, if one does, so that the next epoch is another learner's. Throws with
 * code `bad-request` or `already-done`.
 */
export function replacingEvents(
  { entries }: Pick<DatabaseView, "entries">,
  { index, functions }: { readonly index: number; readonly functions: string },
  at: number,
): JournalEvent[] {
  if (index >= entries.size)
    throw new AdaptiveSchedulerError("bad-request", `The run has no learner ${index}.`);
  const entry = entries.entry(index);
  if (entry.status === "done") {
    throw new AdaptiveSchedulerError(
      "already-done",
      `Learner ${index} is done and cannot be replaced. Remove its file and start the run again to compute another one.`,
    );
  }
  const replaced = { at, type: "replaced", index, functions } as const;
  if (entry.status !== "running") return [replaced];
  return [{ at, type: "released", index, epoch: entry.epoch, cause: "finished" }, replaced];
}

function answerSnapshot(since: number | null, board: StatusBoard): SnapshotReply {
  const snapshot = board.snapshot();
  return since === snapshot.serial ? { status: "unchanged" } : { status: "snapshot", snapshot };
}

/** One page of learners or jobs. */
export function rowsOfView(
  database: DatabaseView,
  run: RunFile,
  {
    table,
    offset,
    limit,
    status,
  }: {
    readonly table: "learners" | "jobs";
    readonly offset: number;
    readonly limit: number;
    readonly status: string | null;
  },
): RowsReply {
  const most = Math.min(limit, MOST_ROWS);
  if (table === "jobs") {
    const { total, jobs } = database.jobs.page(offset, most, status as never);
    return { total, rows: jobs };
  }
  if (status !== null && !isEntryStatus(status)) {
    throw new AdaptiveSchedulerError(
      "bad-status",
      `No learner has the status "${status}": waiting, running, done or failed.`,
    );
  }
  const { total, entries } = database.entries.page(offset, most, status);
  return { total, rows: entries.map((entry) => learnerRow(entry, run)) };
}

function learnerRow(entry: Entry, run: RunFile): LearnerRow {
  return {
    index: entry.index,
    fname: run.fnames[entry.index]!,
    status: entry.status,
    epoch: entry.epoch,
    jobId: entry.status === "running" ? entry.jobId : null,
    npoints: entry.progress?.npoints ?? 0,
    loss: entry.progress?.loss ?? null,
    fails: entry.fails,
    error: entry.lastError,
    startedAt: (entry.status === "running" || entry.status === "done" ? entry.startedAt : null) ?? null,
    endedAt: entry.status === "done" || entry.status === "failed" ? entry.endedAt : null,
  };
}
