import { door } from "./door.js";
import type { Learner } from "./learner/index.js";
import {
  DatabaseManager as PortedDatabaseManager,
  type DatabaseManagerOptions,
  type Fname,
} from "./run/index.js";
import type { Scheduler } from "./scheduler/index.js";
import { showProgress } from "./show-progress.js";

/**
 * Hands out learners to jobs from this process, and keeps the job database: the first of the managers that a
 * `RunManager` starts all at once. Its run folder is that of any run, so that `RunManager.attach()` takes it up when this
 * process is gone.
 *
 * @param url where to listen, `tcp://host:port`, from {@link getAllowedUrl}
 * @param scheduler where the jobs are, for `SLURM`, `PBS`, `SGE` or `Local`
 * @param dbFname the run folder, which holds the job database; a name like "running.json" stands for the folder "running"
 * @param learners one learner a file
 * @param fnames where each learner's points are saved; relative to the working folder
 * @throws AdaptiveSchedulerError for an unknown option or a value that cannot be meant; `start()` rejects for learners and
 * files that do not fit, and for functions that cannot travel
 *
 * @example
 * ```ts
 * const scheduler = new Local({ cores: 2 });
 * const url = getAllowedUrl();
 * const databaseManager = new DatabaseManager(url, scheduler, "running.json", learners, fnames);
 * databaseManager.start();
 * const jobManager = new JobManager(databaseManager, scheduler, { interval: 60, goal: 200 });
 * jobManager.start();
 * console.table(databaseManager.asRows());
 * await databaseManager.finished;
 * ```
 */
export class DatabaseManager extends PortedDatabaseManager {
  constructor(
    url: string,
    scheduler: Scheduler,
    dbFname: string,
    learners: readonly Learner[],
    fnames: readonly Fname[],
    options: DatabaseManagerOptions = {},
  ) {
    const warn = (sentence: string): void => console.warn(`adaptive-scheduler: ${sentence}`);
    super(url, scheduler, dbFname, learners, fnames, options, { door, warn, progress: showProgress });
  }
}
