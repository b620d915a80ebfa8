/** A manager that lived this long is healthy: what ended it is another matter than what ended those before. */
const HEALTHY_MS = 60_000;
/** How many managers in a row may die young and be followed by another. */
const MOST_SHORT_LIVES = 5;

/**
 * Decides whether a manager that died is followed by another: not when too many in a row died soon after their start,
 * as they do when something is wrong with the run itself. Clocks are milliseconds.
 */
export class ShortLives {
  #inARow = 0;
  #begunAt: number;

  /** The first manager begins, or is met, at `now`. */
  constructor(now: number) {
    this.#begunAt = now;
  }

  /** Another manager begins. */
  begin(now: number): void {
    this.#begunAt = now;
  }

  /** A manager has died; whether there should be another. */
  mayFollow(now: number): boolean {
    this.#inARow = now - this.#begunAt < HEALTHY_MS ? this.#inARow + 1 : 0;
    return this.#inARow <= MOST_SHORT_LIVES;
  }

  /** How many in a row have died young. */
  get inARow(): number {
    return this.#inARow;
  }
}
