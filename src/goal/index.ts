export { describeGoal } from "./describe-goal.js";
export { hasEnd } from "./every-child.js";
export type { Goal, GoalFunction, GoalObject } from "./goal.js";
export { goalPredicate, type GoalContext } from "./goal-predicate.js";
export { toGoalRecord } from "./to-goal-record.js";
