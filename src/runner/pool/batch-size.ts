/** How long a batch of points should keep a pool member busy, in seconds. */
const BATCH_SECONDS = 1e-3;
/** Points in a batch at most: larger ones gain nothing and delay the learner's choices. */
const MAX_BATCH = 512;
/** A member with less work than this at hand gets its next batch ahead, so that it never waits for the learner. */
const AHEAD_SECONDS = 5e-3;

/** Finds how many points to send at once, from what the points so far have cost. */
export class BatchSize {
  #size = 1;
  /** Mean seconds a point, giving recent ones more weight; null before the first. */
  #perPoint: number | null = null;

  /** Points in the next batch. */
  get size(): number {
    return this.#size;
  }

  /** Batches that a member should hold: the one that it works on, and the next when they are short. */
  get depth(): number {
    return this.#perPoint !== null && this.#perPoint * this.#size < AHEAD_SECONDS ? 2 : 1;
  }

  /** Learns what `count` points have cost; grows at most twofold a time. One slow batch among fast ones changes little. */
  measured(count: number, seconds: number): void {
    const mean = seconds / count;
    this.#perPoint = this.#perPoint === null ? mean : 0.75 * this.#perPoint + 0.25 * mean;
    const wanted = Math.floor(BATCH_SECONDS / Math.max(this.#perPoint, 1e-9));
    this.#size = Math.max(1, Math.min(wanted, 2 * this.#size, MAX_BATCH));
  }
}
