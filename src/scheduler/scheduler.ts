import type { EndedJob, JobResources, QueueRow } from "../protocol/index.js";

/** One submission: `count` equal jobs that carry `token` in their name. */
export interface SubmitRequest {
  /** Unique for this submission; the job's name is `<jobName>-<token>`. */
  readonly token: string;
  /** Name of the run. */
  readonly jobName: string;
  readonly count: number;
  readonly resources: JobResources;
  /** Absolute. Scripts go to `jobs/`, what jobs print to `logs/`. */
  readonly runFolder: string;
  /** Program and arguments that a job runs; the environment tells it its job id. */
  readonly command: readonly string[];
  /** Folder in which jobs start: the notebook's. */
  readonly cwd: string;
}

/**
 * A batch system, as the manager needs it. Built in the kernel by the user, and again in the manager
 * process from `kind` and `options` (plain JSON) by `createScheduler`.
 */
export interface Scheduler {
  readonly kind: string;
  /** Options as JSON, from which `createScheduler` makes an equal one. Per-learner values are resolved before. */
  readonly options: Readonly<Record<string, unknown>>;
  /** How often a queue query is reasonable; the Local scheduler answers for nothing. */
  readonly minimumPollSeconds: number;
  /** Jobs that can run at once, where that is known: more are not worth submitting. */
  readonly slots: number | null;
  /**
   * When the answer that `queue()` last gave was asked for, milliseconds since 1970; absent where it is always of now.
   * Answers are shared and kept for a while: the same one twice is no second answer.
   */
  readonly answeredAt?: number;
  /** Calls of each command so far, for the snapshot. */
  readonly commands: Readonly<Record<string, number>>;
  /** Resources of learner `index`'s job; throws for a bad option. */
  resources(index: number): JobResources;
  /** The text of a job script, to look at before anything is submitted. */
  jobScript(request?: Partial<SubmitRequest>): string;
  /** Counts the jobs of a run among its own, also those that another process submits: for `queue()` and `cancel()`. */
  adopt?(runFolder: string): void;
  /** Submits; rejects with a SubmitError. After an error `find` tells what happened. */
  submit(request: SubmitRequest): Promise<{ readonly jobIds: readonly string[] }>;
  /** Job ids of the submission that carries `token`; null when that cannot be told now. */
  find(request: SubmitRequest): Promise<readonly string[] | null>;
  /** All jobs of ours (of `runFolder`, when given) that wait or run; rejects when the scheduler gives no whole answer. */
  queue(runFolder?: string): Promise<readonly QueueRow[]>;
  /** Those of `jobIds` that are known to have ended, with the cause as far as it can be told. */
  ended(jobIds: readonly string[], runFolder: string): Promise<readonly EndedJob[]>;
  /** Cancels jobs by id, by name, or by the name of their run; unknown ones, and those of others, are passed over. */
  cancel(jobs: readonly string[], runFolder?: string): Promise<void>;
}
