import { join } from "node:path";
import { AdaptiveSchedulerError, refuseUnknownOptions } from "./protocol/index.js";
import { RunManager } from "./run-manager.js";
import { TaskExecutor, type TaskExecutorOptions } from "./run/index.js";
import type { Scheduler } from "./scheduler/index.js";
import { OF_SCHEDULER, SLURM_RUN_OPTIONS, slurmRun, type SlurmRunOptions } from "./slurm-run.js";

/** Options of a {@link SlurmExecutor}: those of `slurmRun`, bar the ones of single learners. */
export interface SlurmExecutorOptions
  extends TaskExecutorOptions, Omit<SlurmRunOptions, "dependencies" | "initializers" | "folder"> {
  /** Where the calls run instead of on SLURM, `new Local()` to try them; no option of SLURM goes with it. @defaultValue SLURM */
  readonly scheduler?: Scheduler;
}

const DEFAULTS = { name: "adaptive-scheduler", quiet: true, cleanupFirst: true };
const OPTIONS = ["scheduler", "sizePerLearner", ...SLURM_RUN_OPTIONS].filter(
  (option) => option !== "dependencies" && option !== "initializers",
);

/**
 * Calls functions in jobs: `submit` and `map` note calls, `finalize` starts a run of them, and each task is awaited for its
 * result. Calls of one function are one learner, or one for each `sizePerLearner` of them. Results are seen when a job
 * has saved them, see `saveInterval`.
 *
 * @example
 * ```ts
 * const executor = new SlurmExecutor({ partition: "debug", cores: 4, saveInterval: 10 });
 * const tasks = executor.map((x: number) => x ** 2, [1, 2, 3]);
 * executor.finalize();
 * console.log(await Promise.all(tasks)); // [1, 4, 9]
 * ```
 */
export class SlurmExecutor extends TaskExecutor<RunManager> {
  readonly #options: SlurmExecutorOptions;

  /** @throws AdaptiveSchedulerError for an unknown option, or a value that cannot be meant */
  constructor(options: SlurmExecutorOptions = {}) {
    refuseUnknownOptions("SlurmExecutor", options, OPTIONS);
    const { folder, sizePerLearner, scheduler, ...given } = options;
    const { name, ...rest } = { ...DEFAULTS, ...given };
    if (scheduler !== undefined) refuseTwoSchedulers(options);
    super(
      { ...(folder !== undefined && { folder }), ...(sizePerLearner !== undefined && { sizePerLearner }) },
      (learners, fnames, runsFolder) => {
        const ofRun = { moveOldLogsTo: join(runsFolder, "old_logs"), ...rest };
        return scheduler === undefined
          ? slurmRun(learners, fnames, { ...ofRun, name, folder: runsFolder })
          : new RunManager(scheduler, learners, fnames, { ...ofRun, jobName: name, runsFolder });
      },
    );
    this.#options = options;
  }

  /** Another executor with the same options, bar those given; its folder is a new one unless one is given. */
  new(update: SlurmExecutorOptions = {}): SlurmExecutor {
    const options = { ...this.#options, ...update };
    if (update.folder === undefined) delete (options as { folder?: string }).folder;
    return new SlurmExecutor(options);
  }
}

function refuseTwoSchedulers(options: SlurmExecutorOptions): void {
  const doubled = OF_SCHEDULER.filter((option) => options[option] !== undefined);
  if (doubled.length === 0) return;
  throw new AdaptiveSchedulerError(
    "bad-option",
    `The SlurmExecutor was given a scheduler: set ${doubled.join(", ")} there.`,
  );
}
