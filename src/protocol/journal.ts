import type { EndCause, Entry, PointError, Progress } from "./entry.js";
import type { JobRecord } from "./job.js";

/** One line of the job database's journal. `at` is milliseconds since 1970 on the manager's clock. */
export type JournalEvent = { readonly at: number } & (
  | {
      readonly type: "opened";
      readonly protocol: number;
      readonly runId: string;
      readonly generation: number;
      readonly learners: number;
    }
  /** Written before the submission runs: `count` jobs will carry `token` in their name. */
  | {
      readonly type: "submitting";
      readonly token: string;
      readonly resourceClass: number;
      readonly count: number;
      /** In front of the token in the jobs' name. @defaultValue the run's */
      readonly jobName?: string;
    }
  | { readonly type: "submitted"; readonly token: string; readonly jobIds: readonly string[] }
  /** The submission is known not to have happened. */
  | { readonly type: "submitFailed"; readonly token: string; readonly reason: string }
  | {
      readonly type: "assigned";
      readonly index: number;
      readonly epoch: number;
      readonly jobId: string;
      readonly node: string;
      readonly instance?: string;
      readonly resourceClass?: number;
    }
  /** The job gave its learner back, or was seen dead while it had one. */
  | {
      readonly type: "released";
      readonly index: number;
      readonly epoch: number;
      readonly cause: EndCause;
      readonly error?: PointError;
      readonly progress?: Progress;
      /** With cause `memory`: points that were last heard of, 0 for none. Absent in older journals. */
      readonly npoints?: number;
    }
  | {
      readonly type: "finished";
      readonly index: number;
      readonly epoch: number;
      readonly npoints: number;
      readonly loss: number | null;
      readonly progress?: Progress;
    }
  /** Given up: see `maxFailsPerJob`. */
  | { readonly type: "failed"; readonly index: number; readonly error: PointError | null }
  /** `points`: those that it had begun last, when it died with a learner. */
  | {
      readonly type: "jobEnded";
      readonly jobId: string;
      readonly cause: EndCause;
      readonly detail: string;
      readonly points?: readonly unknown[];
    }
  /** Another learner stands in its place, in this folder of `functions/`; null for the one of the start again. */
  | { readonly type: "replaced"; readonly index: number; readonly functions: string | null }
  /** Put back to waiting by hand: a retry of failed learners. */
  | { readonly type: "reset"; readonly index: number }
  /** Compaction: one learner, and one job, as they stand. Learners never handed out are left out. */
  | { readonly type: "entry"; readonly entry: Entry }
  | { readonly type: "job"; readonly job: JobRecord }
  /** Compaction is whole: a file without this line was never served from, and the generation before it counts. */
  | { readonly type: "compacted" }
  /** The run was started again after its end. */
  | { readonly type: "reopened" }
  | { readonly type: "runEnded"; readonly status: "finished" | "failed" | "cancelled" }
);

export type JournalEventType = JournalEvent["type"];
