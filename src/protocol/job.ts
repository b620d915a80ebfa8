import type { EndCause } from "./entry.js";

/** A row of the scheduler's queue. */
export interface QueueRow {
  /** The scheduler's id; `123_4` for a task of an array. */
  readonly jobId: string;
  /** The name under which it was submitted (the submission's token is part of it). */
  readonly name: string;
  readonly state: "pending" | "running" | "ending";
  /** The scheduler's own words: why it waits, or which state it is in. */
  readonly reason: string;
  readonly nodes: string;
  /** Milliseconds since 1970; null while it waits or when the scheduler does not say. */
  readonly startedAt: number | null;
}

/** A job that was seen to end, with the scheduler's reason where it gives one. */
export interface EndedJob {
  readonly jobId: string;
  readonly cause: EndCause;
  readonly detail: string;
}

/** A job as the run knows it: submitted by us, and what has been heard of it. */
export interface JobRecord {
  readonly jobId: string;
  readonly token: string;
  /** In front of the token in its name, where that is not the run's. */
  readonly jobName?: string;
  readonly resourceClass: number;
  readonly submittedAt: number;
  readonly status: "submitted" | "pending" | "running" | "ended";
  readonly node: string | null;
  readonly startedAt: number | null;
  /** When the worker was last heard of (manager's clock); null before its first word. */
  readonly heardAt: number | null;
  readonly endedAt: number | null;
  readonly cause: EndCause | null;
  readonly detail: string;
  /** The learner that it computes now. */
  readonly index: number | null;
  /** The worker process that asked last; another one under the same job id is a requeued job. */
  readonly instance?: string | null;
  /** Why its worker gave back its learner in order to end; absent while it computes. */
  readonly stopping?: EndCause | null;
}

/** Resources of one job, resolved: what a job script is made from. */
export interface JobResources {
  /** Cores of the job in all. */
  readonly cores: number;
  /** Nodes, when asked for by nodes; null when asked for by cores. */
  readonly nodes: number | null;
  readonly coresPerNode: number | null;
  readonly partition: string | null;
  /** As the scheduler writes it, "4G"; null for the site's default. */
  readonly memory: string | null;
  /** Wall time in seconds; null for the site's default. */
  readonly timeSeconds: number | null;
  readonly exclusive: boolean;
  readonly executor: ExecutorKind;
  /** Threads that a library called by the function may use (OMP_NUM_THREADS and the like). */
  readonly numThreads: number;
  readonly extraScheduler: readonly string[];
  readonly extraEnvVars: readonly string[];
  readonly extraScript: string;
  /** The node program that runs the worker; absent for the run's. */
  readonly nodeExecutable?: string;
}

export type ExecutorKind = "sequential" | "threads" | "processes" | "nodes";
