import { randomBytes } from "node:crypto";
import { access, constants, mkdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { saveLearner } from "../checkpoint/index.js";
import { goalPredicate, toGoalRecord } from "../goal/index.js";
import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, PROTOCOL_VERSION, type RunFile } from "../protocol/index.js";
import type { Scheduler } from "../scheduler/index.js";
import { indexed, kindOf } from "./bundles.js";
import type { Fname } from "./check-input.js";
import type { NormalizedOptions } from "./options.js";

/** What a run is made of, as the user gave it. */
export interface RunInput {
  readonly scheduler: Scheduler;
  readonly learners: readonly Learner[];
  readonly fnames: readonly Fname[];
  readonly options: NormalizedOptions;
  readonly cwd: string;
  readonly now: number;
}

/** Makes the record of a run: everything that the manager process needs to know, as JSON. */
export function describeRun(input: RunInput): RunFile {
  const { scheduler, learners, fnames, options } = input;
  const kinds = indexed(learners.map(kindOf), (kind) => kind);
  const classes = indexed(
    learners.map((_, index) => scheduler.resources(index)),
    (resources) => JSON.stringify(resources),
  );
  const goal = toGoalRecord(options.goal);
  const [address, portRange] = placeToListen(options);
  return {
    protocol: PROTOCOL_VERSION,
    runId: randomBytes(12).toString("hex"),
    jobName: options.jobName,
    createdAt: input.now,
    cwd: input.cwd,
    fnames,
    kinds: kinds.values,
    kindOf: kinds.at,
    goal,
    checkGoalOnStart: options.checkGoalOnStart,
    doneAtStart: options.checkGoalOnStart ? doneAlready(input) : [],
    dependencies: options.dependencies ?? {},
    resourceClasses: classes.values,
    classOf: classes.values.length > 1 ? classes.at : null,
    scheduler: { kind: scheduler.kind, options: scheduler.options },
    runner: {
      ...options.runnerOptions,
      logInterval: options.logInterval,
      saveInterval: options.saveInterval,
    },
    manager: {
      maxSimultaneousJobs: options.maxSimultaneousJobs,
      maxFailsPerJob: options.maxFailsPerJob,
      jobManagerIntervalSeconds: options.jobManagerInterval,
      killIntervalSeconds: options.killInterval,
      killOnError:
        typeof options.killOnError === "function" ? { record: learners.length } : options.killOnError,
      maxCancelTries: options.killManagerOptions.maxCancelTries,
      moveOldLogsTo: options.moveOldLogsTo === null ? null : resolve(input.cwd, options.moveOldLogsTo),
      portRange,
      address,
    },
    nodeExecutable: (scheduler.options["nodeExecutable"] as string | undefined) ?? process.execPath,
    dataframe: options.saveDataframe ? { format: options.dataframeFormat } : null,
  };
}

function placeToListen({
  url,
  portRange,
}: NormalizedOptions): [string | null, readonly [number, number] | null] {
  if (url === null) return [null, portRange];
  const match = /^tcp:\/\/\[?([^\]]+?)\]?:(\d+|\*)$/.exec(url);
  if (!match)
    throw new AdaptiveSchedulerError("bad-option", `url must look like tcp://host:port; it is ${url}.`);
  const port = match[2] === "*" ? null : Number(match[2]);
  return [match[1]!, port === null ? portRange : [port, port]];
}

/** Learners whose data, held in the notebook, meets the goal. */
function doneAlready({ learners, options, now }: RunInput): number[] {
  const record = toGoalRecord(options.goal);
  if (record.kind === "duration" || record.kind === "endTime") return [];
  const isDone = goalPredicate(record, { now: () => now, startedAt: now, predicate: options.goal as never });
  return learners.flatMap((learner, index) => (learner.npoints > 0 && isDone(learner) ? [index] : []));
}

/**
 * Makes the folders of the checkpoints and checks that they can be written; a learner that holds points in the notebook
 * and has no file yet is saved, so that its job goes on from there.
 */
export async function prepareFiles(
  { learners, fnames, cwd }: Pick<RunInput, "learners" | "fnames" | "cwd">,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const names = fnames.flatMap((fname) => (typeof fname === "string" ? [fname] : fname));
  for (const folder of new Set(names.map((name) => dirname(resolve(cwd, name))))) {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw new AdaptiveSchedulerError(
        "unwritable",
        `The folder ${folder} of the fnames cannot be written: ${(error as Error).message}.`,
        {
          cause: error,
        },
      );
    }
  }
  for (const [index, learner] of learners.entries()) {
    for (const [one, fname] of filesOf(learner, fnames[index]!)) {
      if (one.npoints === 0 || existsSync(resolve(cwd, fname))) continue;
      await saveLearner(one, resolve(cwd, fname));
    }
    onProgress(index + 1, learners.length);
  }
}

/** Each file of a learner with the learner that is kept in it: a child, where there is a list of files. */
function filesOf(learner: Learner, fname: Fname): (readonly [Learner, string])[] {
  if (typeof fname === "string") return [[learner, fname]];
  const { learners = [] } = learner as { readonly learners?: readonly Learner[] };
  return fname.flatMap((name, child) => (learners[child] ? [[learners[child], name] as const] : []));
}
