import { CheckpointError, loadLearner, saveLearner, type LearnerFname } from "../../checkpoint/index.js";
import type { Learner } from "../../learner/index.js";
import { AdaptiveSchedulerError } from "../../protocol/index.js";
import { checkLengths } from "./split.js";

/** Options of {@link loadParallel} and {@link saveParallel}. */
export interface ParallelOptions {
  /** Files read or written at once. @defaultValue 16 */
  readonly maxWorkers?: number;
}

async function forAll(
  learners: readonly Learner[],
  fnames: readonly LearnerFname[],
  { maxWorkers = 16 }: ParallelOptions,
  step: (learner: Learner, fname: LearnerFname) => Promise<void>,
): Promise<void> {
  checkLengths(learners, fnames);
  const errors: unknown[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < learners.length; index = next++) {
      await step(learners[index]!, fnames[index]!).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(maxWorkers, learners.length)) }, work));
  if (errors.length === 0) return;
  const [cause] = errors;
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new AdaptiveSchedulerError(
    "files-failed",
    `${errors.length} of ${learners.length} files failed; the first: ${reason}`,
    { cause },
  );
}

/**
 * Loads each learner from its file, several at once. Files that do not exist yet are passed over; when others cannot
 * be loaded, the rest is loaded all the same, and the error says how many failed.
 */
export async function loadParallel(
  learners: readonly Learner[],
  fnames: readonly LearnerFname[],
  options: ParallelOptions = {},
): Promise<void> {
  await forAll(learners, fnames, options, async (learner, fname) => {
    await loadLearner(learner, fname).catch((error: unknown) => {
      if (!(error instanceof CheckpointError) || error.code !== "checkpoint-missing") throw error;
    });
  });
}

/** Saves each learner to its file, several at once; the error says how many failed. */
export async function saveParallel(
  learners: readonly Learner[],
  fnames: readonly LearnerFname[],
  options: ParallelOptions = {},
): Promise<void> {
  await forAll(learners, fnames, options, saveLearner);
}
