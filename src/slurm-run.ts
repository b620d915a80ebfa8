import type { Learner } from "./learner/index.js";
import { RunManager } from "./run-manager.js";
import { refuseUnknownOptions } from "./protocol/index.js";
import { RUN_OPTIONS, type Fname, type RunManagerOptions } from "./run/index.js";
import { SLURM, type SlurmOptions } from "./scheduler/index.js";

/** Options of {@link slurmRun}: those of the scheduler, and those of the run. */
export interface SlurmRunOptions<L extends Learner = Learner>
  extends SlurmOptions, Omit<RunManagerOptions<L>, "jobName" | "runsFolder"> {
  /** Name of the run. @defaultValue "adaptive-scheduler" */
  readonly name?: string;
  /** Folder that holds run folders. @defaultValue "runs" */
  readonly folder?: string;
}

/** Options that are the scheduler's. */
export const OF_SCHEDULER: readonly (keyof SlurmOptions)[] = [
  "cores",
  "nodes",
  "coresPerNode",
  "partition",
  "memory",
  "time",
  "exclusive",
  "executor",
  "numThreads",
  "extraScheduler",
  "extraEnvVars",
  "extraScript",
  "nodeExecutable",
  "pollInterval",
];

/** Names of all options of {@link slurmRun}. */
export const SLURM_RUN_OPTIONS: readonly string[] = [
  "name",
  "folder",
  ...OF_SCHEDULER,
  ...RUN_OPTIONS.filter((option) => option !== "jobName" && option !== "runsFolder"),
];

/**
 * Makes a run on SLURM in one call; start it with `start()`.
 *
 * @example
 * ```ts
 * const run = slurmRun(learners, fnames, { partition: "debug", cores: 4, goal: 0.01, name: "first" });
 * await run.start();
 * ```
 */
export function slurmRun<L extends Learner = Learner>(
  learners: readonly L[],
  fnames: readonly Fname[],
  options: SlurmRunOptions<L> = {},
): RunManager<L> {
  refuseUnknownOptions("slurmRun", options, SLURM_RUN_OPTIONS);
  const { name, folder, ...rest } = options;
  const isOfScheduler = (key: string): boolean => (OF_SCHEDULER as readonly string[]).includes(key);
  const entries = Object.entries(rest);
  const scheduler = new SLURM(Object.fromEntries(entries.filter(([key]) => isOfScheduler(key))));
  const ofRun: RunManagerOptions<L> = Object.fromEntries(entries.filter(([key]) => !isOfScheduler(key)));
  return new RunManager(scheduler, learners, fnames, {
    ...ofRun,
    ...(name !== undefined && { jobName: name }),
    ...(folder !== undefined && { runsFolder: folder }),
  });
}
