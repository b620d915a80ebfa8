import { resolve } from "node:path";
import { KillManagerAtWork } from "../../manager/index.js";
import { AdaptiveSchedulerError, refuseUnknownOptions } from "../../protocol/index.js";
import type { Scheduler } from "../../scheduler/index.js";
import type { DatabaseManager } from "./database-manager.js";
import { Managing } from "./managing.js";

/** Options of a {@link KillManager}. */
export interface KillManagerOptions {
  /** Text, `/pattern/flags`, or a predicate over all lines of a log. @defaultValue "srun: error:" */
  readonly error?: string | ((lines: string[]) => boolean | Promise<boolean>);
  /** Seconds between searches. @defaultValue 600 */
  readonly interval?: number;
  /** How often a job is told to end at most. @defaultValue 5 */
  readonly maxCancelTries?: number;
  /** Folder for the logs of cancelled jobs; null deletes them. @defaultValue null */
  readonly moveTo?: string | null;
}

const OPTIONS: readonly (keyof KillManagerOptions)[] = ["error", "interval", "maxCancelTries", "moveTo"];

/**
 * Cancels jobs whose log has an error (or meets another condition); their learners go to other jobs. The predicate is
 * called in this process, so that it may look at anything here.
 *
 * @example
 * ```ts
 * const killManager = new KillManager(scheduler, databaseManager, { error: "node failure", interval: 60 });
 * killManager.start();
 * ```
 */
export class KillManager extends Managing<void> {
  readonly scheduler: Scheduler;
  readonly databaseManager: DatabaseManager;
  readonly #options: Required<KillManagerOptions>;
  #work: KillManagerAtWork | null = null;

  /** @throws AdaptiveSchedulerError for an unknown option, or a value that cannot be meant */
  constructor(scheduler: Scheduler, databaseManager: DatabaseManager, options: KillManagerOptions = {}) {
    super();
    refuseUnknownOptions("KillManager", options, OPTIONS);
    const { error = "srun: error:", interval = 600, maxCancelTries = 5, moveTo = null } = options;
    if (typeof error !== "string" && typeof error !== "function")
      throw badOption("error must be a text or a function of a log's lines.");
    if (!(interval > 0)) throw badOption(`interval must be a number of seconds above 0; it is ${interval}.`);
    this.scheduler = scheduler;
    this.databaseManager = databaseManager;
    this.#options = { error, interval, maxCancelTries, moveTo };
  }

  /** Ids of the jobs that were cancelled. */
  get cancelled(): readonly string[] {
    return this.#work?.manager.cancelled ?? [];
  }

  /** Logs that were moved or deleted. */
  get deleted(): readonly string[] {
    return this.#work?.manager.deleted ?? [];
  }

  /** Searches the logs now. */
  trigger(): void {
    this.#work?.trigger();
  }

  protected async stopWork(): Promise<void> {
    await this.#work?.stop();
  }

  protected async begin(): Promise<void> {
    const { error, interval, maxCancelTries, moveTo } = this.#options;
    const database = await this.databaseManager.atWork();
    this.#work = new KillManagerAtWork(database, {
      error,
      maxCancelTries,
      moveTo: moveTo === null ? null : resolve(moveTo),
      intervalSeconds: interval,
    });
    void this.databaseManager.finished.then(() => this.end("finished", undefined));
  }
}

function badOption(message: string): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError("bad-option", message);
}
