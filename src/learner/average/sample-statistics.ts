import { grown } from "../collections/point-index.js";
import type { Samples } from "./samples.js";
import { studentQuantile } from "./student-t.js";

/** Keeps count, mean and the error of the mean of the samples at each point, by the point's id. */
export class SampleStatistics {
  counts: Int32Array = new Int32Array(64);
  means: Float64Array = new Float64Array(64);
  /** Half the width of the confidence interval of the mean; infinite for a single sample. */
  errors: Float64Array = new Float64Array(64);
  total = 0;
  /** Sum of squared deviations from the mean (B. P. Welford, Technometrics 4, 419, 1962). */
  #squares = new Float64Array(64);
  readonly #tail: number;
  readonly #samples: Samples;
  /** Student's factor by number of samples; 0 where not computed yet. */
  #factors = new Float64Array(256);

  /** The mean is outside its confidence interval with probability `2 * tail`. */
  constructor(tail: number, samples: Samples) {
    this.#tail = tail;
    this.#samples = samples;
  }

  /** Takes one sample. */
  add(id: number, y: number): void {
    if (id >= this.counts.length) this.#grow(id + 1);
    const before = this.counts[id]!;
    const n = before + 1;
    const old = this.means[id]!;
    const mean = before === 0 ? y : (old * before) / n + y / n;
    this.counts[id] = n;
    this.means[id] = mean;
    this.#squares[id]! += before === 0 ? 0 : (y - old) * (y - mean);
    this.total++;
  }

  /** Brings the error of a point up to date with its samples. */
  updateError(id: number): number {
    const n = this.counts[id]!;
    const error = n < 2 ? Infinity : this.#factor(n) * Math.sqrt(this.#squares[id]! / (n - 1) / n);
    this.errors[id] = error;
    return error;
  }

  /** Returns the error of a point from all its samples, in the order of seeds: to the last bit as adaptive sums it. */
  settle(id: number): number {
    const n = this.counts[id]!;
    if (n < 2) return Infinity;
    return this.#factor(n) * Math.sqrt(this.#samples.squaresAround(this.means[id]!, id) / (n - 1) / n);
  }

  #factor(n: number): number {
    if (n >= this.#factors.length) this.#factors = grown(this.#factors, n + 1);
    const known = this.#factors[n]!;
    if (known !== 0) return known;
    // On the line through those of one and two samples less, where they are known.
    const before = this.#factors[n - 1]!;
    const twoBefore = this.#factors[n - 2]!;
    const guess = before !== 0 && twoBefore !== 0 && n > 10 ? 2 * before - twoBefore : undefined;
    const factor = studentQuantile(this.#tail, n - 1, guess);
    this.#factors[n] = factor;
    return factor;
  }

  #grow(length: number): void {
    this.counts = grown(this.counts, length);
    this.means = grown(this.means, length);
    this.errors = grown(this.errors, length);
    this.#squares = grown(this.#squares, length);
  }
}
