import type { PointError } from "../protocol/index.js";

/** A point on its way through an executor. The runner keeps its own facts on the same object. */
export interface Task {
  readonly point: unknown;
}

/** A point that an executor is done with: it has a value, or an error. */
export interface Settled<T extends Task = Task> {
  readonly task: T;
  readonly value?: unknown;
  /** What the function threw, or how the process that evaluated it ended. */
  readonly error?: PointError;
  /** What was thrown, where it is still at hand (not from another process). */
  readonly thrown?: unknown;
  /** How long the function took. */
  readonly seconds: number;
}

/**
 * Evaluates points: in this thread, in other threads or processes, or on other nodes.
 *
 * A runner submits as many points as it may, then takes what is settled, and so on. An executor may want more
 * points at once than it has cores (`capacity`), so that points of no cost travel in batches.
 */
export interface Executor<T extends Task = Task> {
  /** Points that can be evaluated at the same time. */
  readonly cores: number;
  /** Points that it would like to hold now, waiting ones included. At least `cores`. */
  readonly capacity: number;
  /** Takes points to evaluate; `function` errors come out of {@link settled}. */
  submit(tasks: readonly T[]): void;
  /**
   * Gives at least one settled point, at once where it can (as an array) or later.
   * Called only while points are in flight. Rejects only when the executor itself cannot go on.
   */
  settled(): readonly Settled<T>[] | Promise<readonly Settled<T>[]>;
  /** Gives back the points that nobody has begun to evaluate. */
  drop(): readonly T[];
  /** Ends all that it started, whatever is in flight. May be called twice. */
  close(): Promise<void>;
}
