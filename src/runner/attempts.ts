import type { PointError } from "../protocol/index.js";
import type { Task } from "./executor.js";
import { PointFailedError } from "./point-error.js";

/** A point with the number of times that it failed. */
export interface Attempt<P = unknown> extends Task {
  readonly point: P;
  fails: number;
}

/** A point that is not tried again, with its last error. */
export interface FailedPoint<P = unknown> {
  readonly point: P;
  readonly error: PointError;
}

/** Keeps the points that failed: those to try again, and those given up. */
export class Attempts<P = unknown> {
  readonly #again: Attempt<P>[] = [];
  readonly #errors = new Map<Attempt<P>, PointError>();
  readonly #givenUp: FailedPoint<P>[] = [];
  #retried = 0;

  constructor(
    readonly retries: number,
    readonly raise: boolean,
  ) {}

  /** Points that failed and were tried again so far. */
  get retried(): number {
    return this.#retried;
  }

  /** Points given up. */
  get failed(): readonly FailedPoint<P>[] {
    return this.#givenUp;
  }

  /** Points that wait for another try, or are in one, with the number of their failures. */
  get toRetry(): { readonly point: P; readonly fails: number; readonly error: PointError }[] {
    return [...this.#errors].map(([{ point, fails }, error]) => ({ point, fails, error }));
  }

  /** Takes up to `n` points that are to be tried again. */
  take(n: number): Attempt<P>[] {
    return this.#again.splice(0, n);
  }

  /** Notes that a point got its value. */
  succeeded(attempt: Attempt<P>): void {
    if (attempt.fails > 0) this.#errors.delete(attempt);
  }

  /** Notes a failure. @throws PointFailedError when it was the last try and failures are to be raised */
  failedOnce(attempt: Attempt<P>, error: PointError, thrown?: unknown): void {
    attempt.fails += 1;
    if (attempt.fails <= this.retries) {
      this.#retried += 1;
      this.#errors.set(attempt, error);
      this.#again.push(attempt);
      return;
    }
    this.#errors.delete(attempt);
    this.#givenUp.push({ point: attempt.point, error });
    if (this.raise) throw new PointFailedError(error, thrown);
  }
}
