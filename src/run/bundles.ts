import type { Goal } from "../goal/index.js";
import { DOOR_REFERENCE, type DoorReference, type Learner } from "../learner/index.js";
import type { NormalizedOptions } from "./options.js";

/** What a worker gets for one learner: record `i` of `functions/`. */
export interface Bundle {
  readonly learner: Learner;
  /** The user's predicate; absent when the goal is a number or none. */
  readonly goal?: (learner: Learner) => boolean;
  /** Called in the job before the learner starts. */
  readonly initializer?: () => unknown;
}

/** Puts together what travels for each learner. */
export function bundlesOf(
  learners: readonly Learner[],
  options: Pick<NormalizedOptions, "goal" | "initializers">,
): Bundle[] {
  const predicate = goalPredicateOf(options.goal);
  return learners.map((learner, index) => {
    const initializer = options.initializers?.[index];
    return { learner, ...(predicate && { goal: predicate }), ...(initializer && { initializer }) };
  });
}

function goalPredicateOf(goal: Goal): ((learner: Learner) => boolean) | undefined {
  return typeof goal === "function" ? goal : undefined;
}

/** The kind of a learner: the name of the export that makes it, or the class of a user's own. */
export function kindOf(learner: Learner): string {
  const refer = (learner as { [DOOR_REFERENCE]?: () => DoorReference })[DOOR_REFERENCE];
  return typeof refer === "function"
    ? refer.call(learner).path
    : (learner.constructor as { name?: string }).name || "Learner";
}

/** Distinct values of a list, and for each item its place among them. */
export function indexed<Value>(
  items: readonly Value[],
  keyOf: (item: Value) => string,
): { values: Value[]; at: number[] } {
  const places = new Map<string, number>();
  const values: Value[] = [];
  const at = items.map((item) => {
    const key = keyOf(item);
    let place = places.get(key);
    if (place === undefined) {
      place = values.push(item) - 1;
      places.set(key, place);
    }
    return place;
  });
  return { values, at };
}
