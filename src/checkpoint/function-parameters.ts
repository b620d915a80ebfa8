import { DOOR_REFERENCE, type DoorReference, type Learner } from "../learner/index.js";
import { childrenOf } from "./learner-kind.js";
import { readParameters } from "./parameter-defaults.js";

/** Named parameters of a function with their values. */
export type Parameters = Readonly<Record<string, unknown>>;

/** What stands before the name of a parameter in the columns of a table, as in adaptive. */
export const FUNCTION_PREFIX = "function.";

interface Referring {
  readonly [DOOR_REFERENCE]?: DoorReference | (() => DoorReference);
}

/**
 * Returns the named parameters of a function of a point and a record: what was bound to it (by
 * `BalancingLearner.fromProduct`, `withArguments` or `partialFunctionFromDataframe`), and the defaults of the others
 * where they are written out: `(x, { a = 1 } = {})`.
 */
export function parametersOf(fn: object): Parameters {
  const reference = (fn as Referring)[DOOR_REFERENCE];
  if (reference === undefined || typeof reference === "function" || reference.path !== "withArguments") {
    return readParameters(fn).defaults;
  }
  const [inner, ...args] = reference.args;
  const bound = args.filter(isRecord);
  return Object.assign({ ...parametersOf(inner as object) }, ...bound) as Parameters;
}

/**
 * Returns the function that the user gave a learner: what it evaluates, without what the learner puts around it.
 * Undefined for a balancing learner, which has many.
 */
export function userFunctionOf(learner: Learner): object | undefined {
  if (childrenOf(learner) !== null) return undefined;
  const inner = (learner as { readonly learner?: Learner }).learner;
  if (inner !== undefined) return userFunctionOf(inner);
  const refer = (learner as Referring)[DOOR_REFERENCE];
  const first = typeof refer === "function" ? refer.call(learner).args[0] : undefined;
  return typeof first === "function" ? first : learner.function;
}

function isRecord(value: unknown): value is Parameters {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
