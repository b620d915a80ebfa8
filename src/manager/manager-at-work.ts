import { join } from "node:path";
import type { LogPredicate } from "../log/index.js";
import { RUN_FOLDER, type EndpointFile, type RunStatus } from "../protocol/index.js";
import type { ServerKeys } from "../transport/index.js";
import { DatabaseManagerAtWork, type DatabaseManagerParts } from "./database-manager-at-work.js";
import { JobManagerAtWork } from "./job-manager-at-work.js";
import { KillManagerAtWork } from "./kill-manager-at-work.js";
import type { KillSettings } from "./kill-manager.js";
import { workerProgram } from "./lib-folder.js";
import type { RunningManager } from "./manager.js";
import { threadPredicate } from "./thread-predicate.js";

/** What a whole manager is put together from. */
export interface ManagerParts extends DatabaseManagerParts {
  /** The `killOnError` predicate itself, where the manager lives in the process that has it. */
  readonly killOnError?: LogPredicate;
}

/** Database manager, job manager and kill manager of a run, together. */
export class ManagerAtWork implements RunningManager {
  readonly #parts: ManagerParts;
  readonly #database: DatabaseManagerAtWork;

  constructor(parts: ManagerParts) {
    this.#parts = parts;
    this.#database = new DatabaseManagerAtWork(parts);
  }

  get endpoint(): EndpointFile {
    return this.#database.endpoint;
  }

  get finished(): Promise<RunStatus | null> {
    return this.#database.finished;
  }

  /** Opens the port and begins. */
  async listen(keys: ServerKeys): Promise<void> {
    await this.#database.listen(keys);
    const { manager } = this.#parts.run;
    new JobManagerAtWork(this.#database, {
      intervalSeconds: manager.jobManagerIntervalSeconds,
      maxSimultaneousJobs: manager.maxSimultaneousJobs,
    });
    const kills = killSettingsOf(this.#parts);
    const intervalSeconds = manager.killIntervalSeconds;
    if (kills !== null) new KillManagerAtWork(this.#database, { ...kills, intervalSeconds });
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

/** What the run file says of jobs to cancel; null for nothing. */
function killSettingsOf({ run, runFolder, killOnError }: ManagerParts): KillSettings | null {
  const { killOnError: wanted, maxCancelTries = 5, moveOldLogsTo = null } = run.manager;
  const rest = { maxCancelTries, moveTo: moveOldLogsTo };
  if (wanted === null) return null;
  if (typeof wanted === "string") return { error: wanted, ...rest };
  if (killOnError !== undefined) return { error: killOnError, ...rest };
  const thread = threadPredicate({
    program: workerProgram(),
    functions: join(runFolder, RUN_FOLDER.functions),
    record: wanted.record,
  });
  return { error: thread.predicate, ...rest, onClose: () => thread.close() };
}
