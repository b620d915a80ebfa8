import type { Learner } from "../learner/index.js";

/** Decides from a learner whether it has been sampled enough. Must be synchronous. */
export type GoalFunction<L extends Learner = Learner> = (learner: L) => boolean;

/** A goal said outright; just one of the keys. */
export type GoalObject =
  /** Reached at so many points with a value. */
  | { readonly npoints: number }
  /** Reached at a loss of at most this. */
  | { readonly loss: number }
  /** Reached so many seconds after the start. */
  | { readonly duration: number }
  /** Reached at this time: a `Date`, or milliseconds since 1970. */
  | { readonly endTime: Date | number };

/**
 * Says when a learner is done.
 *
 * An integer is a number of points, any other number a loss (`1` means one point; write `{loss: 1}` for that
 * loss). An object says it outright, a function decides by itself, and `null` goes on until the learner itself
 * is done (sequence and integrator learners) or the run is cancelled.
 *
 * As in adaptive's `auto_goal`, a `BalancingLearner` reaches a number of points, a loss or `null` when **every** child
 * does (200 means 200 points of each child), and a `DataSaver` when the learner that it wraps does. A function gets the
 * learner as it is: `(learner) => learner.npoints > 200` counts the points of all children together. A goal of points
 * costs the same with ten children and with ten thousand.
 *
 * @example
 * ```ts
 * const children = [1, 2].map((a) => new Learner1D((x: number) => a * x ** 2, { bounds: [-1, 1] }));
 * const learner = new BalancingLearner(children);
 * simple(learner, { goal: 50 });
 * children.map((child) => child.npoints >= 50); // [true, true]
 * ```
 */
export type Goal<L extends Learner = Learner> = number | GoalObject | GoalFunction<L> | null;
