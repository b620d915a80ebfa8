import { DOOR_REFERENCE, type DoorReference, type Learner } from "../learner/index.js";

type Wrapping = Learner & {
  readonly learner?: Learner;
  readonly learners?: readonly Learner[];
  readonly [DOOR_REFERENCE]?: () => DoorReference;
};

function ownKind(learner: Wrapping): string {
  // The class name is not enough: a minifier may have shortened it.
  if (typeof learner[DOOR_REFERENCE] === "function") return learner[DOOR_REFERENCE]().path;
  return learner.constructor.name;
}

/**
 * Names the kind of a learner, as a checkpoint remembers it: `Learner1D`, `DataSaver(Learner2D)`,
 * `BalancingLearner(Learner1D)` (plain `BalancingLearner` when the children differ), or the class of a user's own.
 */
export function learnerKind(learner: Learner): string {
  const wrapping = learner as Wrapping;
  const kind = ownKind(wrapping);
  if (kind === "DataSaver" && wrapping.learner) return `DataSaver(${learnerKind(wrapping.learner)})`;
  if (kind === "BalancingLearner" && wrapping.learners) {
    const kinds = new Set(wrapping.learners.map(learnerKind));
    return kinds.size === 1 ? `BalancingLearner(${[...kinds].join()})` : kind;
  }
  return kind;
}

/** The children of a balancing learner; null for any other. */
export function childrenOf(learner: Learner): readonly Learner[] | null {
  return (learner as Wrapping).learners ?? null;
}

/** The bounds of a learner as a file can hold them; undefined where it has none. */
export function boundsOf(learner: Learner): unknown {
  const bounds =
    (learner as { bounds?: unknown }).bounds ??
    (learner as { learner?: { bounds?: unknown } }).learner?.bounds;
  return Array.isArray(bounds) ? bounds : undefined;
}
