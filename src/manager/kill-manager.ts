import { join } from "node:path";
import type { Database } from "../database/index.js";
import { LogSearch, lineMatcher } from "../log/index.js";
import { RUN_FOLDER, type RunFile } from "../protocol/index.js";
import type { Scheduler } from "../scheduler/index.js";

/** What the kill manager works with. */
export interface KillContext {
  readonly run: RunFile;
  readonly runFolder: string;
  readonly scheduler: Scheduler;
  readonly database: Database;
}

/** Cancels jobs whose log has the text of `killOnError`; their learners go to other jobs. Reads each byte of a log once. */
export class KillManager {
  readonly #context: KillContext;
  readonly #search: LogSearch | null;

  constructor(context: KillContext) {
    this.#context = context;
    const { killOnError } = context.run.manager;
    const logs = join(context.runFolder, RUN_FOLDER.logs);
    this.#search = killOnError === null ? null : new LogSearch(logs, lineMatcher(killOnError));
  }

  /** Looks at what the running jobs wrote since the last turn. */
  async turn(): Promise<void> {
    if (this.#search === null) return;
    const { database, scheduler, runFolder } = this.#context;
    const running = [...database.jobs.active()]
      .filter((job) => job.status === "running")
      .map((job) => job.jobId);
    const found = await this.#search.scan(running);
    if (found.length > 0) await scheduler.cancel(found, runFolder);
  }
}
