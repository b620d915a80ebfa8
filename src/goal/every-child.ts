import { BalancingLearner, DataSaver, type Learner } from "../learner/index.js";
import type { GoalFunction } from "./goal.js";

/**
 * Makes of a goal for one learner a goal that every child of a balancing learner must meet, through data savers.
 *
 * A child that has not met it stands for all: while it has not, no other is looked at, so that a step does not cost a
 * look at each of a thousand children.
 */
export function everyChild(isMet: GoalFunction): GoalFunction {
  let of: Learner | null = null;
  let witness = 0;
  let ofChild: GoalFunction = isMet;
  return (outer) => {
    const learner = insideSavers(outer);
    if (!(learner instanceof BalancingLearner)) return isMet(learner);
    const { learners } = learner;
    if (of !== learner) {
      [of, witness] = [learner, 0];
      ofChild = everyChild(isMet);
    }
    for (let seen = 0; seen < learners.length; seen++) {
      if (!ofChild(learners[witness]!)) return false;
      witness = (witness + 1) % learners.length;
    }
    return true;
  };
}

/** Whether a learner comes to an end by itself: a balancing learner when all of its children do. */
export function hasEnd(outer: Learner): boolean {
  const learner = insideSavers(outer);
  return learner instanceof BalancingLearner ? learner.learners.every(hasEnd) : learner.done !== undefined;
}

function insideSavers(learner: Learner): Learner {
  return learner instanceof DataSaver ? insideSavers(learner.learner) : learner;
}
