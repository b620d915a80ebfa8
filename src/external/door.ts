/** Under this symbol a function of our door says how a worker makes it again (see learner/learner.ts). */
const DOOR_REFERENCE = Symbol.for("adaptive-scheduler.door-reference");

/** Lets a function that `path(...args)` made travel to a worker as just that. */
export function withDoorReference<F extends object>(fn: F, path: string, args: readonly unknown[]): F {
  return Object.defineProperty(fn, DOOR_REFERENCE, { value: { path, use: "call", args } });
}
