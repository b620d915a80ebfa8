import { existsSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../database/index.js";
import type { LogPredicate } from "../log/index.js";
import { RUN_FOLDER, type EndpointFile, type RunStatus } from "../protocol/index.js";
import { createScheduler, type Scheduler } from "../scheduler/index.js";
import { readRunKeys, type ServerKeys } from "../transport/index.js";
import { DatabaseManagerAtWork, type DatabaseManagerParts } from "./database-manager-at-work.js";
import { ManagerAtWork } from "./manager-at-work.js";
import { requireRunFile } from "./run-files.js";
import { startingEvents } from "./starting-events.js";

/** How a manager begins. */
export interface ManagerOptions {
  readonly runFolder: string;
  /** Learners that were given up are tried again. @defaultValue false */
  readonly resetFailed?: boolean;
  /** Learners that are done are looked at again. @defaultValue false */
  readonly resetDone?: boolean;
  /** Milliseconds since 1970. @defaultValue Date.now */
  readonly now?: () => number;
  /** The scheduler itself, where it need not be made again. @defaultValue made from the run file */
  readonly scheduler?: Scheduler;
  /** The `killOnError` predicate itself, where it need not be revived. @defaultValue the captured one */
  readonly killOnError?: LogPredicate;
}

/** A manager at work. */
export interface RunningManager {
  readonly endpoint: EndpointFile;
  /** Resolves with how the run ended; with null when this manager was closed or lost the run to another. */
  readonly finished: Promise<RunStatus | null>;
  /** Ends the manager and leaves jobs alone; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts the manager of a run from its folder alone: takes ownership, listens, hands out learners, keeps jobs
 * submitted, and ends by itself when the run is over.
 *
 * @throws AdaptiveSchedulerError when the folder holds no run, its keys are lax, its journal is corrupt, or another
 * manager took it at the same moment
 */
export function startManager(options: ManagerOptions): Promise<RunningManager> {
  const { killOnError } = options;
  return begin(options, (parts) => new ManagerAtWork({ ...parts, ...(killOnError && { killOnError }) }));
}

/** Starts the database manager of a run alone: learners are handed out, and nobody submits jobs yet. Throws as {@link startManager}. */
export function startDatabaseManager(options: ManagerOptions): Promise<DatabaseManagerAtWork> {
  return begin(options, (parts) => new DatabaseManagerAtWork(parts));
}

/** A part of a manager that answers on a port. */
interface Listening {
  listen(keys: ServerKeys): Promise<void>;
  close(): Promise<void>;
}

async function begin<Manager extends Listening>(
  options: ManagerOptions,
  make: (parts: DatabaseManagerParts) => Manager,
): Promise<Manager> {
  const { runFolder, now = Date.now } = options;
  const run = requireRunFile(runFolder);
  const keys = await readRunKeys(runFolder, "server");
  const scheduler = options.scheduler ?? createScheduler(run.scheduler.kind, run.scheduler.options);
  const database = await openDatabase({ folder: runFolder, runFile: run, clock: now });
  const hasFunctions = (folder: string): boolean => existsSync(join(runFolder, RUN_FOLDER.functions, folder));
  try {
    await database.append(startingEvents(database, run, options, now(), hasFunctions));
  } catch (error) {
    await database.close();
    throw error;
  }
  // Made after them: what it first shows is how the run stands now.
  const manager = make({ run, runFolder, scheduler, database, now });
  try {
    await manager.listen(keys);
  } catch (error) {
    await manager.close();
    throw error;
  }
  return manager;
}
