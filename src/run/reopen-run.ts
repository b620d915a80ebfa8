import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { openFunctions } from "../capture/revive/index.js";
import type { Learner } from "../learner/index.js";
import { readDatabase, readStatus, requireRunFile } from "../manager/index.js";
import {
  RUN_FOLDER,
  isOver,
  type GoalRecord,
  type PredicateRecord,
  type RunFile,
} from "../protocol/index.js";
import { createScheduler, type Scheduler } from "../scheduler/index.js";
import type { Bundle } from "./bundles.js";
import type { Fname } from "./check-input.js";
import type { NormalizedOptions, RunManagerOptions } from "./options.js";
import { isRunAlive } from "./run-alive.js";

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

/** What the folder of captured functions gives back. */
interface Revived {
  readonly bundles: readonly Bundle[];
  readonly killOnError: NormalizedOptions["killOnError"];
}

/** Reads a run from its folder. Throws when there is none, or when another version made it. */
export async function reopenRun(
  runFolder: string,
  ports: { readonly door: Readonly<Record<string, unknown>> },
): Promise<ReopenedRun> {
  const run = requireRunFile(runFolder);
  const status = readStatus(runFolder);
  const revived = await reviveRun(runFolder, run, ports.door);
  return {
    scheduler: createScheduler(run.scheduler.kind, run.scheduler.options),
    learners: revived.bundles.map(({ learner }) => learner),
    fnames: run.fnames,
    cwd: run.cwd,
    options: optionsOf(run, runFolder, revived),
    needsManager: !isRunAlive(runFolder) && (status === null || !isOver(status.status)),
  };
}

/** Makes the captured learners again; those that were replaced stand in folders of their own. */
async function reviveRun(
  runFolder: string,
  run: RunFile,
  door: Readonly<Record<string, unknown>>,
): Promise<Revived> {
  const folder = join(runFolder, RUN_FOLDER.functions);
  const functions = openFunctions(folder, { door });
  const bundles = run.fnames.map((_, index) => functions.revive(index) as Bundle);
  for (const { index, functions: place } of await replacedOf(runFolder, run)) {
    const own = openFunctions(join(folder, place), { door });
    bundles[index] = own.revive(0) as Bundle;
    own.close();
  }
  const { killOnError } = run.manager;
  const predicate =
    typeof killOnError === "object" && killOnError !== null
      ? (functions.revive(killOnError.record) as PredicateRecord).killOnError
      : killOnError;
  functions.close();
  return { bundles, killOnError: predicate };
}

async function replacedOf(
  runFolder: string,
  run: RunFile,
): Promise<{ readonly index: number; readonly functions: string }[]> {
  if (!existsSync(join(runFolder, RUN_FOLDER.functions, "replaced"))) return [];
  const { entries } = await readDatabase(runFolder, run);
  return [...entries.touched()].flatMap(({ index, functions }) =>
    functions === undefined ? [] : [{ index, functions }],
  );
}

/** The options of the run, as far as the folder keeps them. */
function optionsOf(run: RunFile, runFolder: string, { bundles, killOnError }: Revived): RunManagerOptions {
  const { logInterval, saveInterval, ...runnerOptions } = run.runner;
  return {
    goal: goalOf(run.goal, bundles),
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
    killOnError,
    killManagerOptions: { maxCancelTries: run.manager.maxCancelTries ?? 5 },
    moveOldLogsTo: run.manager.moveOldLogsTo ?? null,
    initializers: bundles.some(({ initializer }) => initializer)
      ? bundles.map(({ initializer = () => undefined }) => initializer)
      : null,
    maxFailsPerJob: run.manager.maxFailsPerJob,
    maxSimultaneousJobs: run.manager.maxSimultaneousJobs,
    saveDataframe: run.dataframe !== null,
    ...(run.dataframe && { dataframeFormat: run.dataframe.format }),
  };
}

function goalOf(goal: GoalRecord, bundles: readonly Bundle[]): RunManagerOptions["goal"] {
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
      return bundles[0]?.goal ?? null;
    case "none":
      return null;
  }
}
