import { saveLearner, type LearnerFname } from "../checkpoint/index.js";
import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, refuseUnknownOptions } from "../protocol/index.js";

/** How and how often a runner saves its learner. */
export interface PeriodicSavingOptions<L extends Learner = Learner> {
  /** File of the learner; for a balancing learner a list, or a function from a child and its index to a file. */
  readonly fname?: LearnerFname;
  /** Seconds between saves. @defaultValue 30 */
  readonly interval?: number;
  /** Saves in a way of your own, instead of `fname`. */
  readonly method?: (learner: L) => unknown;
}

/**
 * Saves a learner at intervals, and once more at the end.
 *
 * Resolves after the last save; a save that fails is tried again at the next interval, and the last one's error rejects.
 */
export async function savePeriodically<L extends Learner>(
  learner: L,
  options: PeriodicSavingOptions<L>,
  finished: Promise<unknown>,
): Promise<void> {
  refuseUnknownOptions("startPeriodicSaving", options, ["fname", "interval", "method"]);
  const { fname, method, interval = 30 } = options;
  if (fname === undefined && method === undefined) {
    throw new AdaptiveSchedulerError("bad-option", "startPeriodicSaving needs fname, or a method that saves");
  }
  const save = async (): Promise<void> => {
    if (method !== undefined) await method(learner);
    else await saveLearner(learner, fname!);
  };
  let saving: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    saving = saving.then(save).catch(() => undefined);
  }, 1000 * interval);
  await finished.catch(() => undefined);
  clearInterval(timer);
  await saving;
  await save();
}
