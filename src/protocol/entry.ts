/** Why a job ended. Only `code` and `unknown` count towards `maxFailsPerJob`. */
export type EndCause =
  "finished" | "preempted" | "walltime" | "memory" | "node" | "cancelled" | "code" | "unknown";

export const END_CAUSES: readonly EndCause[] = [
  "finished",
  "preempted",
  "walltime",
  "memory",
  "node",
  "cancelled",
  "code",
  "unknown",
];

/** A failing evaluation: what was thrown, where, and at which point. */
export interface PointError {
  /** `Error: boom` without its stack; equal texts are one problem. */
  readonly message: string;
  /** The stack with the cell's own lines. */
  readonly stack: string;
  /** The point as JSON; absent when no point was being evaluated. */
  readonly point?: unknown;
}

/** What a worker last said about its learner. All durations in seconds, memory in bytes. */
export interface Progress {
  readonly npoints: number;
  /** Points evaluated by this job since it got the learner. */
  readonly newPoints: number;
  readonly loss: number | null;
  readonly pending: number;
  /** Milliseconds since 1970 on the worker's clock. */
  readonly at: number;
  /** Of one core: 1.5 is one and a half cores. */
  readonly cpu: number;
  readonly memory: number;
  /** Share of the job's time in which its cores evaluated nothing, 0 to 1. */
  readonly overhead: number;
  /** Bytes of the checkpoint. */
  readonly dataSize: number;
  /** Points per second since the learner was got. */
  readonly rate: number;
  /** Points that failed and were retried. */
  readonly retried: number;
  /** Why the job waits, when it does: a full disk. Equal texts are one problem. */
  readonly problem?: string;
}

/** How often in a row a learner's job ended for want of memory without getting further. */
export interface MemoryEnds {
  readonly count: number;
  /** Points that it had at most at those ends. */
  readonly npoints: number;
}

/** What is true of one learner whatever its state. */
interface EntryBase {
  readonly index: number;
  /** Grows by one each time that the learner is handed out; 0 before the first. */
  readonly epoch: number;
  /** Ends with cause `code` or `unknown` so far. */
  readonly fails: number;
  /** How many of the last such ends in a row had the message of `lastError`; absent for none. */
  readonly sameFails?: number;
  /** Ends for want of memory in a row in which it got no further; absent for none. */
  readonly memoryEnds?: MemoryEnds;
  readonly lastError: PointError | null;
  readonly progress: Progress | null;
  /** Its folder inside `functions/`, when it was replaced. */
  readonly functions?: string;
}

/** One learner in the job database. */
export type Entry =
  | (EntryBase & { readonly status: "waiting" })
  | (EntryBase & { readonly status: "running"; readonly jobId: string; readonly startedAt: number })
  | (EntryBase & { readonly status: "done"; readonly startedAt?: number; readonly endedAt: number })
  | (EntryBase & { readonly status: "failed"; readonly endedAt: number });

export type EntryStatus = Entry["status"];
