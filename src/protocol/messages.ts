import type { ErrorRecord } from "./errors.js";
import type { PointError, Progress } from "./entry.js";
import type { JobRecord } from "./job.js";
import type { Snapshot } from "./snapshot.js";

/** Who asks, as ZeroMQ's authentication has proved it: a job's worker, or the owner of the run. */
export type Role = "worker" | "owner";

/** A worker's name for itself. `instance` is new for each process, so that a requeued job is told apart. */
export interface WorkerId {
  readonly jobId: string;
  readonly instance: string;
  readonly node: string;
  readonly pid: number;
}

/** What jobs ask. Every verb may be repeated: the second answer equals the first. */
export type WorkerRequest = { readonly worker: WorkerId } &
  /** "Give me a learner." A job that has one gets the same learner and epoch again. */
  (
    | { readonly verb: "start"; readonly resourceClass: number; readonly secondsLeft: number | null }
    | {
        readonly verb: "progress";
        readonly index: number;
        readonly epoch: number;
        readonly progress: Progress;
      }
    | { readonly verb: "finish"; readonly index: number; readonly epoch: number; readonly progress: Progress }
    | {
        readonly verb: "fail";
        readonly index: number;
        readonly epoch: number;
        readonly progress: Progress | null;
        readonly error: PointError;
      }
    /** "I stop early; someone else should go on." */
    | {
        readonly verb: "release";
        readonly index: number;
        readonly epoch: number;
        readonly progress: Progress | null;
        readonly cause: "preempted" | "walltime" | "cancelled";
      }
    /** "I hold nothing and end now." */
    | { readonly verb: "leave" }
  );

/** What the owner's clients ask: the run manager in a kernel, the command line. */
export type OwnerRequest =
  | {
      readonly verb: "snapshot";
      /** Answer `unchanged` if nothing moved since. */ readonly since: number | null;
    }
  | {
      readonly verb: "rows";
      readonly table: "learners" | "jobs";
      readonly offset: number;
      readonly limit: number;
      readonly status: string | null;
    }
  /** Cancels all jobs that the run submitted and ends it. */
  | { readonly verb: "cancel" }
  /** Runs a turn of the job manager now (the queue's poll limit still holds). */
  | { readonly verb: "trigger" }
  /** Hands out the learner in this folder of `functions/` in place of the one before. */
  | { readonly verb: "replaceLearner"; readonly index: number; readonly functions: string }
  /** Ends the manager process and leaves jobs alone. */
  | { readonly verb: "shutdown" };

export type Verb = WorkerRequest["verb"] | OwnerRequest["verb"];

/** What `start` answers. */
export type StartReply =
  | {
      readonly status: "learner";
      readonly index: number;
      readonly epoch: number;
      /** Its folder inside `functions/`, when it was replaced. */
      readonly functions?: string;
      /** Seconds from its opening until the first report; absent where jobs report as often as they log. */
      readonly reportIn?: number;
    }
  /** None is free yet (a dependency, say): ask again after so many seconds. */
  | { readonly status: "wait"; readonly seconds: number }
  | { readonly status: "stop"; readonly reason: string };

/** What `progress`, `finish`, `fail` and `release` answer; `stale` means: stop, the learner is another job's. */
export type ReportReply =
  | {
      readonly status: "ok";
      /** Seconds until the next `progress`; absent where jobs report as often as they log. */
      readonly reportIn?: number;
    }
  | { readonly status: "stale"; readonly reason: string };

/** A learner of the database as a row of a table. */
export interface LearnerRow {
  readonly index: number;
  readonly fname: string | readonly string[];
  readonly status: string;
  readonly epoch: number;
  readonly jobId: string | null;
  readonly npoints: number;
  readonly loss: number | null;
  readonly fails: number;
  readonly error: PointError | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export interface RowsReply {
  readonly total: number;
  readonly rows: readonly (LearnerRow | JobRecord)[];
}

export type SnapshotReply =
  { readonly status: "unchanged" } | { readonly status: "snapshot"; readonly snapshot: Snapshot };

/** A request as it crosses the wire: one JSON text, one frame. */
export type RequestMessage = { readonly protocol: number; readonly id: string } & (
  WorkerRequest | OwnerRequest
);

/** The one reply that each request gets. */
export type ReplyMessage = { readonly protocol: number; readonly id: string } & (
  { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: ErrorRecord }
);
