import type { EndCause, PointError } from "./entry.js";

export type RunStatus = "starting" | "running" | "finished" | "failed" | "cancelled";

/** Learners that failed with the same error. */
export interface Problem {
  readonly message: string;
  /** What the user can do about it, in one sentence. */
  readonly advice: string;
  readonly count: number;
  /** A few learners that it happened to. */
  readonly examples: readonly { readonly index: number; readonly error: PointError | null }[];
}

/** All that a screen shows of a run: one immutable value. Seconds, bytes, milliseconds since 1970 for `...At`. */
export interface Snapshot {
  readonly protocol: number;
  /** Grows with each change. */
  readonly serial: number;
  readonly runId: string;
  readonly jobName: string;
  readonly runFolder: string;
  readonly scheduler: string;
  readonly status: RunStatus;
  readonly generation: number;
  readonly at: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly learners: {
    readonly total: number;
    readonly waiting: number;
    readonly running: number;
    readonly done: number;
    readonly failed: number;
    /** Learners without a point. */ readonly empty: number;
  };
  readonly jobs: {
    readonly pending: number;
    readonly running: number;
    readonly ended: number;
    readonly failed: number;
    readonly submitted: number;
    readonly causes: Partial<Readonly<Record<EndCause, number>>>;
  };
  readonly points: number;
  readonly pointsPerSecond: number;
  readonly meanCpu: number | null;
  readonly meanMemory: number | null;
  readonly maxMemory: number | null;
  readonly overhead: number | null;
  readonly latestLoss: number | null;
  readonly dataSize: number;
  /** From submission to start. */
  readonly startDelay: { readonly mean: number; readonly std: number } | null;
  /** Age of the last word of any worker. */
  readonly lastWordAgeSeconds: number | null;
  readonly problems: readonly Problem[];
  /** When the scheduler could last not be asked, and why. */
  readonly schedulerUnreachableSince: number | null;
  readonly commands: Readonly<Record<string, number>>;
  readonly manager: {
    readonly pid: number;
    readonly host: string;
    readonly cpu: number;
    readonly memory: number;
  };
}
