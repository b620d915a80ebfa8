import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Database } from "../database/index.js";
import { LogSearch, PredicateSearch, lineMatcher, logPath, type LogPredicate } from "../log/index.js";
import { RUN_FOLDER } from "../protocol/index.js";
import type { Scheduler } from "../scheduler/index.js";

/** What the kill manager works with. */
export interface KillContext {
  readonly runFolder: string;
  readonly scheduler: Scheduler;
  readonly database: Database;
}

/** What has a job cancelled, and what becomes of its log. */
export interface KillSettings {
  /** Text, `/pattern/flags`, or a predicate over the lines of a log. */
  readonly error: string | LogPredicate;
  /** How often a job is told to end, until its log is left alone. */
  readonly maxCancelTries: number;
  /** Absolute folder for the logs of cancelled jobs; null deletes them. */
  readonly moveTo: string | null;
  /** Called when the searches are over. */
  readonly onClose?: () => void;
}

/** Cancels jobs whose log has what is searched for; their learners go to other jobs. */
export class KillManager {
  /** Jobs that were cancelled. */
  readonly cancelled: string[] = [];
  /** Logs that were moved or deleted. */
  readonly deleted: string[] = [];
  readonly #context: KillContext;
  readonly #settings: KillSettings;
  readonly #search: LogSearch | PredicateSearch;
  /** Cancelled jobs whose log has not been moved yet. */
  readonly #ending = new Set<string>();
  #trouble: string | null = null;

  constructor(context: KillContext, settings: KillSettings) {
    this.#context = context;
    this.#settings = settings;
    const { error } = settings;
    this.#search =
      typeof error === "string"
        ? new LogSearch(this.#logs, lineMatcher(error))
        : new PredicateSearch(this.#logs, error);
  }

  get troubles(): readonly string[] {
    const ofSearch = this.#search instanceof PredicateSearch ? this.#search.trouble : null;
    return [this.#trouble, ofSearch].filter((text) => text !== null);
  }

  /** Looks at what the running jobs wrote since the last turn. */
  async turn(): Promise<void> {
    const { database } = this.#context;
    const running = [...database.jobs.active()]
      .filter((job) => job.status === "running" && !this.#ending.has(job.jobId))
      .map((job) => job.jobId);
    const found = await this.#search.scan(running);
    if (found.length > 0) await this.#cancel(found);
    await this.#moveLogs();
  }

  close(): void {
    this.#settings.onClose?.();
  }

  get #logs(): string {
    return join(this.#context.runFolder, RUN_FOLDER.logs);
  }

  async #cancel(jobIds: readonly string[]): Promise<void> {
    const { scheduler, runFolder } = this.#context;
    for (let tries = 1; ; tries++) {
      try {
        await scheduler.cancel(jobIds, runFolder);
        break;
      } catch (error) {
        this.#trouble = `Jobs with killOnError in their log could not be cancelled: ${String(error)}`;
        if (tries >= this.#settings.maxCancelTries) return;
      }
    }
    this.#trouble = null;
    for (const jobId of jobIds) {
      this.#ending.add(jobId);
      this.cancelled.push(jobId);
    }
  }

  /** A job writes its log until it has ended. */
  async #moveLogs(): Promise<void> {
    const { database } = this.#context;
    for (const jobId of [...this.#ending]) {
      const job = database.jobs.get(jobId);
      if (job !== undefined && job.status !== "ended") continue;
      this.#ending.delete(jobId);
      const path = logPath(this.#logs, jobId);
      if (await this.#remove(path)) this.deleted.push(path);
    }
  }

  async #remove(path: string): Promise<boolean> {
    const { moveTo } = this.#settings;
    try {
      if (moveTo === null) await rm(path);
      else {
        await mkdir(moveTo, { recursive: true });
        await rename(path, join(moveTo, basename(path)));
      }
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return false;
    }
  }
}
