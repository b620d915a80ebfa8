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
 */
export type Goal<L extends Learner = Learner> = number | GoalObject | GoalFunction<L> | null;
