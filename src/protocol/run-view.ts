import type { LogLine } from "./log-line.js";
import type { RowsReply } from "./messages.js";
import type { QueueRow } from "./job.js";
import type { Snapshot } from "./snapshot.js";

/** Which lines of the jobs' logs to show; lines are counted from the newest. */
export interface LogQuery {
  /** Only jobs that run now, or only jobs in which something failed; null for all. */
  readonly status: "running" | "failed" | null;
  /** Text that a line must contain, whatever its case; null for any. */
  readonly search: string | null;
  /** Only the log of this job; null for all. */
  readonly jobId: string | null;
  /** Lines to leave out, from the newest. */
  readonly offset: number;
  /** Lines at most. */
  readonly limit: number;
}

/** Lines of the jobs' logs, oldest first. */
export interface LogsReply {
  /** Lines that the query matches in all. */
  readonly total: number;
  readonly lines: readonly LogLine[];
}

/** Rows of values under column names: the points of a learner, a data frame. */
export interface TableReply {
  readonly columns: readonly string[];
  readonly total: number;
  readonly rows: readonly (readonly unknown[])[];
}

/** What loading the learners of a run gave. */
export interface LoadReply {
  readonly loaded: number;
  /** Learners whose file is not there yet or cannot be read. */
  readonly missing: number;
}

/**
 * Is all that a screen asks of a run: what it shows, and the few things that a click does.
 *
 * The run manager offers it, the kernel side of the widget consumes it.
 */
export interface RunView {
  /** The last known state; null before the run is started. */
  snapshot(): Snapshot | null;
  /** Calls `listener` with each new snapshot. Returns what ends that. */
  onSnapshot(listener: (snapshot: Snapshot) => void): () => void;
  /** A page of the job database. `status` keeps only rows of that status; null keeps all. */
  rows(table: "learners" | "jobs", offset: number, limit: number, status: string | null): Promise<RowsReply>;
  /** Cancels all jobs of the run and ends it. */
  cancel(): Promise<unknown>;
  /** Removes job scripts and logs; `oldLogs` also those of runs before. */
  cleanup(options: { readonly oldLogs: boolean }): Promise<unknown>;
  /** Looks at the queue and the learners now (the poll limit still holds). */
  trigger(): Promise<unknown>;
  /** Loads what the learners' files have into the learners of the notebook. */
  loadLearners(): Promise<LoadReply>;
  logs(query: LogQuery): Promise<LogsReply>;
  queue(): Promise<readonly QueueRow[]>;
  /**
   * The picture of learner `index` as far as its file has come, and what can be chosen of it (see plot/choices.ts).
   * `choice` is what was chosen, by the keys of the controls.
   */
  plot(index: number, choice: Readonly<Record<string, number>>): Promise<unknown>;
  /** The points of learner `index`, as a page of a table. */
  results(index: number, offset: number, limit: number): Promise<TableReply>;
}
