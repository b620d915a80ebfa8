import { openDatabase } from "../database/index.js";
import type { LogPredicate } from "../log/index.js";
import type { EndpointFile, RunStatus } from "../protocol/index.js";
import { createScheduler } from "../scheduler/index.js";
import { readRunKeys } from "../transport/index.js";
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
export async function startManager(options: ManagerOptions): Promise<RunningManager> {
  const { runFolder, now = Date.now } = options;
  const run = requireRunFile(runFolder);
  const keys = await readRunKeys(runFolder, "server");
  const scheduler = createScheduler(run.scheduler.kind, run.scheduler.options);
  const database = await openDatabase({ folder: runFolder, runFile: run, clock: now });
  const manager = new ManagerAtWork({
    run,
    runFolder,
    scheduler,
    database,
    now,
    ...(options.killOnError && { killOnError: options.killOnError }),
  });
  try {
    await database.append(startingEvents(database, run, options, now()));
    await manager.listen(keys);
  } catch (error) {
    await manager.close();
    throw error;
  }
  return manager;
}
