import {
  checkCount,
  checkFunction,
  checkSameLength,
  LearnerError,
  refuseUnknownKeys,
  show,
} from "../errors.js";
import {
  DOOR_REFERENCE,
  type AskOptions,
  type Asked,
  type DoorReference,
  type Learner,
  type LearnerData,
} from "../learner.js";
import { NumberMap } from "../collections/number-map.js";
import { rowsOf } from "../rows.js";

/** Options of {@link AverageLearner}; at least one tolerance is needed. */
export interface AverageLearnerOptions {
  /** Wanted standard error of the mean, in units of the values. @defaultValue no limit */
  readonly atol?: number;
  /** Wanted standard error of the mean as a part of the mean. @defaultValue no limit */
  readonly rtol?: number;
  /** Fewest samples before the loss is finite; at least 2. @defaultValue 2 */
  readonly minNpoints?: number;
}

/**
 * Averages a function of a seed: a point is 0, 1, 2, ... and the value a sample.
 *
 * The loss is the standard error of the mean divided by the tolerance, the larger of both tolerances: it is 1
 * when the tolerance is reached. Follows adaptive's `AverageLearner`, but sums without cancellation, so that
 * samples with a small spread around a large mean keep their digits. A NaN or infinite sample makes mean and
 * loss NaN, as there.
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.average_learner.html)
 *
 * @throws LearnerError for a seed that is not a whole number from 0 up, or a sample that is not a number
 *
 * @example
 * ```ts
 * const measure = (seed: number) => 5 + Math.sin(12.9 * seed);
 * const learner = new AverageLearner(measure, { rtol: 0.01 });
 * simple(learner, { goal: { loss: 1 } });
 * Math.abs(learner.mean - 5) < 0.1; // true
 * ```
 */
export class AverageLearner implements Learner<number, number> {
  readonly function: (seed: number) => number | Promise<number>;
  readonly atol: number;
  readonly rtol: number;
  readonly minNpoints: number;
  readonly #data = new NumberMap<number>();
  readonly #pending = new Set<number>();
  #mean = 0;
  /** Sum of squared deviations from the mean (B. P. Welford, Technometrics 4, 419, 1962). */
  #squares = 0;
  /** Every seed below it is told or pending. */
  #firstFree = 0;

  constructor(fn: (seed: number) => number | Promise<number>, options: AverageLearnerOptions) {
    this.function = checkFunction("AverageLearner", fn);
    refuseUnknownKeys("AverageLearner", options, ["atol", "rtol", "minNpoints"]);
    const { atol, rtol, minNpoints = 2 } = options;
    if (atol === undefined && rtol === undefined) {
      throw new LearnerError("bad-option", "AverageLearner needs at least one of {atol} and {rtol}.");
    }
    this.atol = checkTolerance("atol", atol);
    this.rtol = checkTolerance("rtol", rtol);
    if (typeof minNpoints !== "number" || !(minNpoints >= 0)) {
      throw new LearnerError(
        "bad-option",
        `AverageLearner needs {minNpoints}, a number from 0 up, not ${show(minNpoints)}.`,
      );
    }
    // The spread of fewer than two samples is unknown.
    this.minNpoints = Math.max(minNpoints, 2);
  }

  get data(): LearnerData<number, number> {
    return this.#data;
  }

  get npoints(): number {
    return this.#data.size;
  }

  get pendingPoints(): ReadonlySet<number> {
    return this.#pending;
  }

  /** Samples told or asked for. */
  get nRequested(): number {
    return this.#data.size + this.#pending.size;
  }

  /** The average of all samples; NaN before the first. */
  get mean(): number {
    return this.#data.size === 0 ? NaN : this.#mean;
  }

  /** The corrected standard deviation of the samples; infinite below `minNpoints` of them. */
  get std(): number {
    const n = this.#data.size;
    return n < this.minNpoints ? Infinity : Math.sqrt(this.#squares / (n - 1));
  }

  /** Gives the smallest seeds that nobody was given; all promise the same improvement. */
  ask(n: number, { tellPending = true }: AskOptions = {}): Asked<number> {
    checkCount("AverageLearner", n);
    if (n === 0) return { points: [], lossImprovements: [] };
    const points = this.#freeSeeds(n);
    const lossImprovements = new Array<number>(n).fill(this.#lossImprovement(n) / n);
    if (tellPending) for (const seed of points) this.#pending.add(seed);
    return { points, lossImprovements };
  }

  /** Takes a sample; a seed that is known stays as it is. */
  tell(seed: number, value: number): void {
    this.#check(seed, value);
    this.#take(seed, value);
  }

  tellMany(seeds: ArrayLike<number>, values: ArrayLike<number>): void {
    checkSameLength("AverageLearner", seeds, values);
    for (let i = 0; i < seeds.length; i++) this.#check(seeds[i]!, values[i]!);
    for (let i = 0; i < seeds.length; i++) this.#take(seeds[i]!, values[i]!);
  }

  tellPending(seed: number): void {
    checkSeed("AverageLearner", seed);
    if (!this.#data.has(seed)) this.#pending.add(seed);
  }

  loss({ real = true }: { readonly real?: boolean } = {}): number {
    return this.#lossOf(real ? this.npoints : this.nRequested);
  }

  removeUnfinished(): void {
    this.#pending.clear();
    this.#firstFree = 0;
  }

  new(): AverageLearner {
    return new AverageLearner(this.function, this.#options());
  }

  copyFrom(other: Learner<number, number>): void {
    for (const [seed, value] of other.data) this.tell(seed, value);
  }

  /** Rows `[seed, value]` in the order told. */
  toArray(): number[][] {
    return rowsOf(this.#data);
  }

  [DOOR_REFERENCE](): DoorReference {
    return { path: "AverageLearner", use: "construct", args: [this.function, this.#options()] };
  }

  #options(): AverageLearnerOptions {
    return {
      ...(this.atol < Infinity && { atol: this.atol }),
      ...(this.rtol < Infinity && { rtol: this.rtol }),
      minNpoints: this.minNpoints,
    };
  }

  #take(seed: number, value: number): void {
    if (this.#data.has(seed)) return;
    this.#data.add(seed, value);
    this.#pending.delete(seed);
    const difference = value - this.#mean;
    this.#mean += difference / this.#data.size;
    this.#squares += difference * (value - this.#mean);
  }

  /** The next seeds in a row, or where some of them are taken the smallest free ones. */
  #freeSeeds(n: number): number[] {
    const first = this.nRequested;
    const row = Array.from({ length: n }, (_, i) => first + i);
    if (!row.some((seed) => this.#isTaken(seed))) return row;
    const seeds: number[] = [];
    while (this.#isTaken(this.#firstFree)) this.#firstFree++;
    for (let seed = this.#firstFree; seeds.length < n; seed++) if (!this.#isTaken(seed)) seeds.push(seed);
    return seeds;
  }

  #isTaken(seed: number): boolean {
    return this.#data.has(seed) || this.#pending.has(seed);
  }

  #lossOf(n: number): number {
    if (n < this.minNpoints) return Infinity;
    const standardError = this.std / Math.sqrt(n);
    const mean = this.#mean;
    const relative = standardError / this.rtol / (mean === 0 ? 1 : Math.abs(mean));
    return Math.max(standardError / this.atol, relative);
  }

  #lossImprovement(n: number): number {
    const loss = this.#lossOf(this.npoints);
    return Number.isFinite(loss) ? loss - this.#lossOf(this.npoints + n) : Infinity;
  }

  #check(seed: number, value: number): void {
    checkSeed("AverageLearner", seed);
    if (typeof value === "number") return;
    throw new LearnerError(
      "bad-value",
      `AverageLearner needs a number as the sample of seed ${seed}, not ${show(value)}.`,
    );
  }
}

/** Throws unless `seed` is an integer from 0 up. */
export function checkSeed(owner: string, seed: unknown): void {
  if (Number.isSafeInteger(seed) && (seed as number) >= 0) return;
  throw new LearnerError("bad-point", `${owner} takes whole numbers from 0 up as seeds, not ${show(seed)}.`);
}

function checkTolerance(name: string, value: unknown): number {
  if (value === undefined) return Infinity;
  if (typeof value === "number" && value > 0) return value;
  throw new LearnerError(
    "bad-option",
    `AverageLearner needs {${name}}, a positive number, not ${show(value)}.`,
  );
}
