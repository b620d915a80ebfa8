import { basename, dirname, join } from "node:path";
import { openFunctions } from "../capture/revive/index.js";
import type { Learner } from "../learner/index.js";
import { readStatus, requireRunFile } from "../manager/index.js";
import { RUN_FOLDER, isOver, type GoalRecord, type RunFile } from "../protocol/index.js";
import { createScheduler, type Scheduler } from "../scheduler/index.js";
import type { Fname } from "./check-input.js";
import type { RunManagerOptions } from "./options.js";
import { isRunAlive } from "./start-run.js";

/** A run that was found in its folder. */
export interface ReopenedRun {
  readonly scheduler: Scheduler;
  /** The learners, made again from the captured functions; without their data until `loadLearners()`. */
  readonly learners: readonly Learner[];
  readonly fnames: readonly Fname[];
  /** Folder that relative fnames are relative to. */
  readonly cwd: string;
  readonly options: RunManagerOptions;
  /** Whether the run is not over and no manager owns it. */
  readonly needsManager: boolean;
}

/** Reads a run from its folder. Throws when there is none, or when another version made it. */
export function reopenRun(
  runFolder: string,
  ports: { readonly door: Readonly<Record<string, unknown>> },
): ReopenedRun {
  const run = requireRunFile(runFolder);
  const status = readStatus(runFolder);
  return {
    scheduler: createScheduler(run.scheduler.kind, run.scheduler.options),
    learners: learnersOf(runFolder, run, ports.door),
    fnames: run.fnames,
    cwd: run.cwd,
    options: optionsOf(run, runFolder),
    needsManager: !isRunAlive(runFolder) && (status === null || !isOver(status.status)),
  };
}

function learnersOf(runFolder: string, run: RunFile, door: Readonly<Record<string, unknown>>): Learner[] {
  const functions = openFunctions(join(runFolder, RUN_FOLDER.functions), { door });
  return run.fnames.map((_, index) => (functions.revive(index) as { learner: Learner }).learner);
}

/** The options of the run, as far as the folder keeps them. */
function optionsOf(run: RunFile, runFolder: string): RunManagerOptions {
  const { logInterval, saveInterval, ...runnerOptions } = run.runner;
  return {
    goal: goalOf(run.goal),
    checkGoalOnStart: run.checkGoalOnStart,
    dependencies: run.dependencies,
    runnerOptions,
    logInterval,
    saveInterval,
    jobName: basename(runFolder),
    runsFolder: dirname(runFolder),
    portRange: run.manager.portRange,
    jobManagerInterval: run.manager.jobManagerIntervalSeconds,
    killInterval: run.manager.killIntervalSeconds,
    killOnError: typeof run.manager.killOnError === "string" ? run.manager.killOnError : null,
    maxFailsPerJob: run.manager.maxFailsPerJob,
    maxSimultaneousJobs: run.manager.maxSimultaneousJobs,
    saveDataframe: run.dataframe !== null,
    ...(run.dataframe && { dataframeFormat: run.dataframe.format }),
  };
}

function goalOf(goal: GoalRecord): RunManagerOptions["goal"] {
  switch (goal.kind) {
    case "npoints":
      return { npoints: goal.npoints };
    case "loss":
      return { loss: goal.loss };
    case "duration":
      return { duration: goal.seconds };
    case "endTime":
      return { endTime: new Date(goal.at) };
    case "function":
    case "none":
      return null;
  }
}
