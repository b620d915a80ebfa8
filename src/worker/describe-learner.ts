import { boundsOf, childrenOf, learnerKind } from "../checkpoint/learner-kind.js";
import type { Learner } from "../runner/index.js";

/** Says what a checkpoint has to know of a learner. */
export function describeLearner(learner: Learner): {
  readonly kind: string;
  readonly childKinds: readonly string[] | null;
  readonly bounds: unknown;
} {
  return {
    kind: learnerKind(learner),
    childKinds: childrenOf(learner)?.map(learnerKind) ?? null,
    bounds: boundsOf(learner),
  };
}
