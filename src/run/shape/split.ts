import { BalancingLearner, type BalancingLearnerOptions, type Learner } from "../../learner/index.js";
import { AdaptiveSchedulerError } from "../../protocol/index.js";

/** Splits a sequence into at most `nParts` parts of equal length; the last one may be shorter. */
export function split<T>(sequence: Iterable<T>, nParts: number): T[][] {
  if (!Number.isInteger(nParts) || nParts < 1) {
    throw new AdaptiveSchedulerError(
      "bad-option",
      `nParts is ${String(nParts)}; it has to be a whole number above 0.`,
    );
  }
  const items = [...sequence];
  const size = Math.ceil(items.length / nParts);
  return Array.from({ length: size === 0 ? 0 : Math.ceil(items.length / size) }, (_, k) =>
    items.slice(k * size, (k + 1) * size),
  );
}

/**
 * Puts learners and their file names into `nParts` balancing learners, each with a list of file names: one job then
 * has many small learners. Returns `[learners, fnames]`.
 */
export function splitInBalancingLearners<Point, Value>(
  learners: readonly Learner<Point, Value>[],
  fnames: readonly string[],
  nParts: number,
  strategy: NonNullable<BalancingLearnerOptions["strategy"]> = "npoints",
): [learners: BalancingLearner<Point, Value>[], fnames: string[][]] {
  checkLengths(learners, fnames);
  const parts = split(learners.entries(), nParts);
  return [
    parts.map(
      (part) =>
        new BalancingLearner(
          part.map(([, learner]) => learner),
          { strategy },
        ),
    ),
    parts.map((part) => part.map(([index]) => fnames[index]!)),
  ];
}

/** Throws when there is not just one file name a learner. */
export function checkLengths(learners: readonly unknown[], fnames: readonly unknown[]): void {
  if (learners.length === fnames.length) return;
  throw new AdaptiveSchedulerError(
    "bad-input",
    `there are ${learners.length} learners and ${fnames.length} file names.`,
  );
}
