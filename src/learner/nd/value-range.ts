/** Growth of the range after which all losses are computed again. */
const RECOMPUTE_FACTOR = 1.1;

/**
 * Follows the range of the values told and the factor that scales it to 1, as adaptive's LearnerND does.
 *
 * Values that are not finite leave the range as it is.
 */
export class ValueRange {
  #min = Infinity;
  #max = -Infinity;
  #oldScale = 1;
  #multiplier = 1;

  /** The factor by which values are multiplied before a loss sees them; 1 until there are two values. */
  get multiplier(): number {
    return this.#multiplier;
  }

  /** Smallest and largest value, or null before there is one. */
  get bounds(): readonly [number, number] | null {
    return this.#min > this.#max ? null : [this.#min, this.#max];
  }

  /** Widens the range to a value; returns whether all losses are to be computed again. */
  includeValue(value: number | ArrayLike<number>): boolean {
    if (typeof value === "number") return value - value === 0 && this.include(value, value);
    let low = Infinity;
    let high = -Infinity;
    for (let c = 0; c < value.length; c++) {
      const x = value[c]!;
      if (!Number.isFinite(x)) continue;
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    return this.include(low, high);
  }

  /** Widens the range; returns whether it grew so much that all losses are to be computed again. */
  include(low: number, high: number): boolean {
    if (!(low <= high)) return false;
    if (this.#min > this.#max) {
      this.#min = low;
      this.#max = high;
      this.#oldScale = high - low || 1;
      return false;
    }
    this.#min = Math.min(this.#min, low);
    this.#max = Math.max(this.#max, high);
    const scale = this.#max - this.#min;
    const multiplier = 1 / (scale || 1);
    // Values near 1e15 times their range have no digits left to tell them apart; scaling would show only noise.
    const error = 1e-15 * Math.max(Math.abs(this.#min), Math.abs(this.#max)) * multiplier;
    this.#multiplier = error > 1e-2 ? 1 : multiplier;
    if (scale / this.#oldScale <= RECOMPUTE_FACTOR) return false;
    this.#oldScale = scale;
    return true;
  }
}
