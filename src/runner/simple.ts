import { goalPredicate, hasEnd, toGoalRecord } from "../goal/index.js";
import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, refuseUnknownOptions } from "../protocol/index.js";
import { oneGoal, type RunnerOptions } from "./runner-options.js";
import { isThenable } from "./sequential-executor.js";

/** When {@link simple} stops, and how it asks. */
export interface SimpleOptions<L extends Learner = Learner> extends Pick<
  RunnerOptions<L>,
  "goal" | "lossGoal" | "npointsGoal" | "endTimeGoal" | "durationGoal"
> {
  /** Points asked for at once. @defaultValue 1 */
  readonly pointsPerAsk?: number;
}

const OPTIONS = ["goal", "lossGoal", "npointsGoal", "endTimeGoal", "durationGoal", "pointsPerAsk"];

/**
 * Runs a learner until its goal, in this call: asks, evaluates and tells point after point. What the function throws is
 * thrown here, with its own stack.
 *
 * @example
 * ```ts
 * const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
 * simple(learner, { goal: 100 });
 * learner.npoints; // 100
 * ```
 * @throws AdaptiveSchedulerError for a learner without an end and no goal, and for an async function
 */
export function simple<P, V, L extends Learner<P, V> = Learner<P, V>>(
  learner: L & Learner<P, V>,
  options: SimpleOptions<L>,
): void {
  refuseUnknownOptions("simple", options, OPTIONS);
  const goal = oneGoal(options as RunnerOptions);
  const record = toGoalRecord(goal);
  if (record.kind === "none" && !hasEnd(learner)) {
    throw new AdaptiveSchedulerError(
      "bad-goal",
      "Without a goal this learner would go on for ever: give a goal.",
    );
  }
  const predicate = typeof goal === "function" ? (goal as (learner: never) => boolean) : undefined;
  const isDone = goalPredicate(record, { now: Date.now, startedAt: Date.now(), predicate });
  while (!isDone(learner)) {
    const { points } = learner.ask(options.pointsPerAsk ?? 1);
    if (points.length === 0) return;
    for (const point of points) {
      const value = learner.function(point);
      if (isThenable(value)) {
        throw new AdaptiveSchedulerError(
          "async-function",
          "simple runs synchronous functions only; use Runner for this one",
        );
      }
      learner.tell(point, value);
    }
  }
}
