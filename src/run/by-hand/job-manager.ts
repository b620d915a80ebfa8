import { JobManagerAtWork } from "../../manager/index.js";
import { AdaptiveSchedulerError, refuseUnknownOptions } from "../../protocol/index.js";
import type { Scheduler } from "../../scheduler/index.js";
import { WORK_OPTIONS, type DatabaseManager, type WorkOptions } from "./database-manager.js";
import { Managing } from "./managing.js";

/** Options of a {@link JobManager}. Those of the work are the database manager's unless they are given here. */
export interface JobManagerOptions extends WorkOptions {
  /** Seconds between looks at the queue; never more often than the scheduler's own limit. @defaultValue 30 */
  readonly interval?: number;
  /** Most jobs that wait or run at a time. @defaultValue 100 */
  readonly maxSimultaneousJobs?: number;
}

/** A job manager's arguments; names for the jobs may come first. */
export type JobManagerArguments =
  | [databaseManager: DatabaseManager, scheduler: Scheduler, options?: JobManagerOptions]
  | [
      jobNames: readonly string[],
      databaseManager: DatabaseManager,
      scheduler: Scheduler,
      options?: JobManagerOptions,
    ];

const OPTIONS = ["interval", "maxSimultaneousJobs", ...WORK_OPTIONS];

/**
 * Keeps jobs submitted while the database manager has learners to hand out: compares the queue with what is left to do,
 * turn by turn. Its jobs do not know which learner they will compute.
 *
 * `new JobManager(databaseManager, scheduler, options)`; with a list of names in front, each job has one of them (and no
 * more jobs than names are there at a time), else equal jobs go in as one array under the name of the run.
 *
 * @example
 * ```ts
 * const jobManager = new JobManager(databaseManager, scheduler, { interval: 60, goal: 200 });
 * jobManager.start();
 * ```
 */
export class JobManager extends Managing<void> {
  readonly databaseManager: DatabaseManager;
  readonly scheduler: Scheduler;
  readonly interval: number;
  readonly maxSimultaneousJobs: number;
  readonly #jobNames: readonly string[] | null;
  readonly #options: WorkOptions;
  #work: JobManagerAtWork | null = null;

  /** @throws AdaptiveSchedulerError for an unknown option, or names that are not fit for jobs */
  constructor(...args: JobManagerArguments) {
    super();
    const [names, databaseManager, scheduler, options = {}] = Array.isArray(args[0])
      ? (args as Extract<JobManagerArguments, [readonly string[], ...unknown[]]>)
      : ([null, ...args] as [null, DatabaseManager, Scheduler, JobManagerOptions?]);
    refuseUnknownOptions("JobManager", options, OPTIONS);
    const { interval = 30, maxSimultaneousJobs = 100, ...work } = options;
    checkNumber("interval", interval > 0, interval);
    checkNumber(
      "maxSimultaneousJobs",
      Number.isInteger(maxSimultaneousJobs) && maxSimultaneousJobs > 0,
      maxSimultaneousJobs,
    );
    this.databaseManager = databaseManager;
    this.scheduler = scheduler;
    this.interval = interval;
    this.maxSimultaneousJobs = maxSimultaneousJobs;
    this.#jobNames = names === null ? null : checkNames(names);
    this.#options = work;
  }

  /** The names that were given, or those of the jobs that wait or run now: what `scheduler.cancel(...)` takes. */
  get jobNames(): readonly string[] {
    return this.#jobNames ?? this.databaseManager.jobNames;
  }

  /** How many jobs were submitted so far, and are known to have been. */
  get nStarted(): number {
    return this.#work?.submitted ?? 0;
  }

  /** Looks at the queue now, and submits what was put off. */
  trigger(): void {
    this.#work?.trigger();
  }

  protected async stopWork(): Promise<void> {
    await this.#work?.stop();
  }

  protected async begin(): Promise<void> {
    await this.databaseManager.amend(this.#options);
    const database = await this.databaseManager.atWork();
    this.#work = new JobManagerAtWork(database, {
      intervalSeconds: this.interval,
      maxSimultaneousJobs: this.maxSimultaneousJobs,
      ...(this.#jobNames && { jobNames: this.#jobNames }),
    });
    void this.databaseManager.finished.then((status) =>
      this.end(status === "finished" || status === "failed" ? status : "cancelled", undefined),
    );
  }
}

function checkNumber(option: string, holds: boolean, value: unknown): void {
  if (holds) return;
  const wanted = option === "interval" ? "a number of seconds above 0" : "an integer above 0";
  throw new AdaptiveSchedulerError("bad-option", `${option} must be ${wanted}; it is ${String(value)}.`);
}

function checkNames(names: readonly string[]): readonly string[] {
  const bad = names.find((name) => !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name));
  if (bad !== undefined)
    throw new AdaptiveSchedulerError(
      "bad-input",
      `The job name "${bad}" is not made of letters, digits, '.', '_' and '-'.`,
    );
  if (names.length > 0 && new Set(names).size === names.length) return [...names];
  throw new AdaptiveSchedulerError("bad-input", "The job names have to be at least one, and all different.");
}
