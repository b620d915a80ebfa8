import type { JobResources } from "./job.js";

/** A goal that survives JSON; a user's predicate is captured with the functions and stands as `function`. */
export type GoalRecord =
  | { readonly kind: "npoints"; readonly npoints: number }
  | { readonly kind: "loss"; readonly loss: number }
  | { readonly kind: "duration"; readonly seconds: number }
  | { readonly kind: "endTime"; readonly at: number }
  | { readonly kind: "function" }
  | { readonly kind: "none" };

/** Options of the runner inside a job; durations in seconds. */
export interface RunnerOptions {
  readonly retries: number;
  readonly raiseIfRetriesExceeded: boolean;
  /** Points evaluated at once; null for as many as the executor has cores. */
  readonly ntasks: number | null;
  readonly logInterval: number;
  readonly saveInterval: number;
}

/**
 * `run.json`: what the run is. Written once, by `RunManager.start()`.
 *
 * Record `i` of `functions/` revives to learner `i`'s bundle
 * `{ learner, goal?, initializer? }`, see capture.
 */
export interface RunFile {
  readonly protocol: number;
  readonly runId: string;
  readonly jobName: string;
  readonly createdAt: number;
  /** Folder in which relative paths of the user are resolved; absolute. */
  readonly cwd: string;
  /** One checkpoint path a learner (a list for a balancing learner), relative to `cwd` or absolute. */
  readonly fnames: readonly (string | readonly string[])[];
  /** Learner kind of each, as an index into `kinds`. */
  readonly kinds: readonly string[];
  readonly kindOf: readonly number[];
  readonly goal: GoalRecord;
  readonly checkGoalOnStart: boolean;
  /** Learners that had reached the goal by what they held in the notebook. */
  readonly doneAtStart?: readonly number[];
  /** For each learner the learners that must be done first; absent where there are none. */
  readonly dependencies: Readonly<Record<string, readonly number[]>>;
  readonly resourceClasses: readonly JobResources[];
  /** Resource class of each learner, as an index; absent when all are of class 0. */
  readonly classOf: readonly number[] | null;
  readonly scheduler: { readonly kind: string; readonly options: Readonly<Record<string, unknown>> };
  readonly runner: RunnerOptions;
  readonly manager: {
    readonly maxSimultaneousJobs: number;
    readonly maxFailsPerJob: number;
    readonly jobManagerIntervalSeconds: number;
    readonly killIntervalSeconds: number;
    /** Text or `/pattern/flags` that ends a job when its log has it, or the record of a predicate; null for none. */
    readonly killOnError: string | { readonly record: number } | null;
    /** How often such a job is told to end. @defaultValue 5 */
    readonly maxCancelTries?: number;
    /** Absolute folder for its log; null deletes it. @defaultValue null */
    readonly moveOldLogsTo?: string | null;
    readonly portRange: readonly [number, number] | null;
    readonly address: string | null;
  };
  /** Program and arguments that start a worker; the node executable first. */
  readonly nodeExecutable: string;
  readonly dataframe: { readonly format: "parquet" | "csv" } | null;
}

/** `endpoint.json`: where the manager listens now. Replaced by rename. */
export interface EndpointFile {
  readonly protocol: number;
  readonly runId: string;
  readonly generation: number;
  /** tcp://host:port; several for a host with several interfaces. */
  readonly urls: readonly string[];
  /** CURVE public key of the manager, Z85. */
  readonly serverKey: string;
  /** Fingerprints of the keys that it lets in, so that the holder of another one knows why it gets no answer. */
  readonly allowedKeys?: readonly string[];
  readonly pid: number;
  readonly host: string;
  readonly startedAt: number;
  /** Identifies the process beyond its pid (start time in clock ticks). */
  readonly processStart: string;
  /** The manager has ended, though its process (a kernel) may live on. */
  readonly isClosed?: boolean;
}

/** Names of the files in a run folder. */
export const RUN_FOLDER = {
  run: "run.json",
  endpoint: "endpoint.json",
  status: "status.json",
  keys: "keys",
  functions: "functions",
  jobs: "jobs",
  logs: "logs",
  journal: (generation: number): string => `journal.${String(generation)}.jsonl`,
} as const;
