import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, assertNever, type GoalRecord } from "../protocol/index.js";
import { everyChild } from "./every-child.js";
import type { GoalFunction } from "./goal.js";

/** What a goal needs besides its record. */
export interface GoalContext {
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** When the learner was started, on the same clock; a duration counts from here. */
  readonly startedAt: number;
  /** The user's function, for a record of kind `function`. */
  readonly predicate?: ((learner: never) => boolean) | undefined;
}

/**
 * Returns the function that says whether a learner has reached a goal, as adaptive's `auto_goal` does: see {@link Goal}
 * for what a goal means for a balancing learner and a data saver.
 *
 * @throws AdaptiveSchedulerError with code `bad-goal` when the record needs a function and none is given, and,
 * when it is called, if the user's function returns a promise, which would always count as reached.
 */
export function goalPredicate(record: GoalRecord, context: GoalContext): GoalFunction {
  switch (record.kind) {
    case "npoints":
      return everyChild((learner) => learner.npoints >= record.npoints);
    case "loss":
      // The loss of a balancing learner is the highest of a child's, which it keeps at hand.
      return (learner) => learner.loss() <= record.loss;
    case "duration":
      return () => context.now() - context.startedAt >= record.seconds * 1000;
    case "endTime":
      return () => context.now() >= record.at;
    case "none":
      return everyChild((learner) => learner.done?.() ?? false);
    case "function":
      return userGoal(context.predicate);
    default:
      return assertNever(record);
  }
}

function userGoal(predicate: GoalContext["predicate"]): GoalFunction {
  if (predicate === undefined) {
    throw new AdaptiveSchedulerError(
      "bad-goal",
      "The goal is a function, but no function was given with it.",
    );
  }
  return (learner: Learner) => {
    const reached: unknown = predicate(learner as never);
    if (reached instanceof Promise) {
      throw new AdaptiveSchedulerError(
        "bad-goal",
        "The goal function returned a promise; a goal must be synchronous.",
      );
    }
    return Boolean(reached);
  };
}
