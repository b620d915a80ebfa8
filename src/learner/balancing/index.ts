export {
  BalancingLearner,
  type BalancingLearnerOptions,
  type BalancingStrategy,
} from "./balancing-learner.js";
export { combinations, normalizeCdims, type Cdims, type Labels } from "./cdims.js";
export type { ChildPoint } from "./child-data.js";
export { withArguments } from "./with-arguments.js";
