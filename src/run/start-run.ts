import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { captureFunctions, writeFunctions, type Captured } from "../capture/index.js";
import { readRunFile, requireRunFile } from "../manager/index.js";
import { AdaptiveSchedulerError, RUN_FOLDER, type PredicateRecord, type RunFile } from "../protocol/index.js";
import { createRunKeys } from "../transport/index.js";
import { bundlesOf } from "./bundles.js";
import { checkDependencies, checkInput } from "./check-input.js";
import { differenceOf } from "./compare-runs.js";
import type { StartFlags } from "./manager-process.js";
import { noProgress, type StartProgress } from "./progress.js";
import { describeRun, prepareFiles, type RunInput } from "./prepare-run.js";
import { isRunAlive } from "./run-alive.js";
import { makeRunFolder, writeRunFile } from "./run-folder.js";
import { waitForGoodbye } from "./wait-for-goodbye.js";

/** A run folder that is ready for a manager. */
export interface PreparedRun {
  readonly runFolder: string;
  readonly run: RunFile;
  readonly flags: StartFlags;
}

/** What the start of a run needs from outside. */
export interface StartPorts {
  /** The exports of this package, so that capture ships them by name. */
  readonly door: Readonly<Record<string, unknown>>;
  /** Tells the user a sentence about the functions that were captured. */
  readonly warn: (sentence: string) => void;
  /** Shows how far the start is; absent for silence. */
  readonly progress?: StartProgress;
}

/**
 * Writes the run folder of a new run, or takes up the one that is there.
 *
 * A run that is alive is refused with how to attach; one that is over (its manager may still be about to end) or dead is
 * gone on with when learners and fnames are the same, else refused with the difference.
 */
export async function prepareRun(
  runFolder: string,
  input: RunInput,
  ports: StartPorts,
): Promise<PreparedRun> {
  checkInput(input.learners, input.fnames, input.cwd);
  checkDependencies(input.options.dependencies ?? {}, input.learners.length);
  checkInitializers(input);
  const described = describeRun(input);
  const before = readRunFile(runFolder);
  if (before !== null) {
    await waitForGoodbye(runFolder);
    refuseUnlessSame(runFolder, before, described);
  }

  const progress = input.options.quiet ? noProgress : (ports.progress ?? noProgress);
  const captured = captureRun(input, ports);
  const files = progress("preparing files");
  await prepareFiles(input, files.update);
  files.end();
  await makeRunFolder(runFolder);
  if (!existsSync(join(runFolder, RUN_FOLDER.keys))) await createRunKeys(runFolder);
  await replaceFunctions(runFolder, (folder) => writeFunctions(folder, captured));
  await writeRunFile(runFolder, before === null ? described : { ...described, runId: before.runId });
  const goalChanged = before !== null && JSON.stringify(before.goal) !== JSON.stringify(described.goal);
  const flags = {
    resetFailed: before !== null,
    resetDone: goalChanged || described.goal.kind === "function",
  };
  return { runFolder, run: described, flags: before === null ? {} : flags };
}

/** Captures the learners, and behind them what the manager itself calls. */
function captureRun(
  { learners, options }: RunInput,
  { door, warn, progress = noProgress }: StartPorts,
): Captured {
  const roots: unknown[] = bundlesOf(learners, options);
  const names = learners.map((_, index) => `learner ${index}`);
  if (typeof options.killOnError === "function") {
    roots.push({ killOnError: options.killOnError } satisfies PredicateRecord);
    names.push("killOnError");
  }
  const bar = (options.quiet ? noProgress : progress)("capturing functions");
  const captured = captureFunctions(roots, { door, names, onProgress: bar.update });
  bar.end();
  for (const warning of captured.warnings) warn(warning);
  return captured;
}

/**
 * Writes a run down again with other options, for a manager that owns it and has submitted no job yet. What it is of -
 * learners, files - stays.
 */
export async function amendRun(runFolder: string, input: RunInput, ports: StartPorts): Promise<RunFile> {
  const { runId, createdAt, doneAtStart = [] } = requireRunFile(runFolder);
  const run = { ...describeRun(input), runId, createdAt, doneAtStart };
  if (run.goal.kind === "function") {
    const captured = captureRun(input, ports);
    await replaceFunctions(runFolder, (folder) => writeFunctions(folder, captured));
  }
  await writeRunFile(runFolder, run);
  return run;
}

function checkInitializers({ learners, options }: RunInput): void {
  if (options.initializers === null || options.initializers.length === learners.length) return;
  throw new AdaptiveSchedulerError(
    "bad-option",
    `There are ${options.initializers.length} initializers for ${learners.length} learners: give one each.`,
  );
}

/** Throws unless a new run may go on from the one in its folder. */
export function refuseUnlessSame(
  runFolder: string,
  before: RunFile,
  now: Pick<RunFile, "fnames" | "kinds" | "kindOf">,
): void {
  if (isRunAlive(runFolder)) {
    throw new AdaptiveSchedulerError(
      "run-alive",
      `The run in ${runFolder} is running. Attach to it with RunManager.attach(${JSON.stringify(runFolder)}), cancel it there, or choose another jobName.`,
    );
  }
  const difference = differenceOf(before, now);
  if (difference === null) return;
  throw new AdaptiveSchedulerError(
    "other-run",
    `The folder ${runFolder} holds another run: ${difference}. Start with cleanupFirst: true to remove it (data files stay), or choose another jobName.`,
  );
}

/** Puts new functions in the place of old ones, so that a job that starts meanwhile finds the one or the other. */
async function replaceFunctions(
  runFolder: string,
  write: (folder: string) => Promise<unknown>,
): Promise<void> {
  const place = join(runFolder, RUN_FOLDER.functions);
  const [fresh, old] = [`${place}.new`, `${place}.old`];
  await rm(fresh, { recursive: true, force: true });
  await write(fresh);
  await rm(old, { recursive: true, force: true });
  if (existsSync(place)) await rename(place, old);
  await rename(fresh, place);
  await rm(old, { recursive: true, force: true });
}
