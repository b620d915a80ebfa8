import {
  checkBounds,
  checkCount,
  checkFunction,
  checkSameLength,
  LearnerError,
  refuseUnknownKeys,
  show,
} from "../errors.js";
import { DOOR_REFERENCE, type AskOptions, type Asked, type DoorReference, type Learner } from "../learner.js";
import { choosePoints } from "../learner1d/divide.js";
import { interpolateLinearly } from "../learner1d/interpolation.js";
import { ABSENT, TOLD } from "../learner1d/line.js";
import { Sampling } from "../learner1d/sampling.js";
import { intervalLoss, type IntervalLoss } from "../loss/index.js";
import { checkSeed } from "./average-learner.js";
import { PendingSamples } from "./pending-samples.js";
import { PointValues } from "./point-values.js";
import { Resampling, type SamplingRule } from "./resampling.js";
import { SampleStatistics } from "./sample-statistics.js";
import { Samples, type SeededPoint } from "./samples.js";

/** Options of {@link AverageLearner1D}. */
export interface AverageLearner1DOptions {
  /** Both ends of the interval to learn on; they are sampled too. */
  readonly bounds: readonly [lower: number, upper: number];
  /** What makes an interval worth dividing. @defaultValue intervalLoss.default */
  readonly lossPerInterval?: IntervalLoss;
  /** A point is sampled again when its error is above `delta` times the distance to its nearest neighbour; 0 to 1. @defaultValue 0.2 */
  readonly delta?: number;
  /** The true value is outside `mean ± error` with probability `2 * alpha`; 0 to 1. @defaultValue 0.005 */
  readonly alpha?: number;
  /** A new point gets at least this part of the mean number of samples of its neighbours; 0 to 1. @defaultValue 0.3 */
  readonly neighborSampling?: number;
  /** Fewest samples of a point. @defaultValue 50 */
  readonly minSamples?: number;
  /** Most samples of a point; a batch may go beyond. @defaultValue no limit */
  readonly maxSamples?: number;
  /** A point with an error up to this is not sampled again; in units of the values. @defaultValue 0 */
  readonly minError?: number;
}

const DEFAULTS = {
  delta: 0.2,
  alpha: 0.005,
  neighborSampling: 0.3,
  minSamples: 50,
  maxSamples: Infinity,
  minError: 0,
};

/**
 * Learns a noisy function of one number: where it is interesting, and how often to sample it there.
 *
 * A point is `[seed, x]`, a value one sample. `data` has the samples; `means` and `error` have the mean at each x
 * and half the width of its confidence interval (Student's t). `npoints` counts the different x, `nsamples` the
 * samples. Follows adaptive's `AverageLearner1D`, but never gives out a seed that is pending or known.
 *
 * A sample that is NaN or infinite makes the mean at its point so, and the point is not sampled again.
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.average_learner1D.html)
 *
 * @throws LearnerError for a point that is no `[seed, x]` with x inside the bounds, or a sample that is not a number
 *
 * @example
 * ```ts
 * const noisy = ([seed, x]: readonly [number, number]) => Math.sin(x) + 0.1 * Math.sin(12.9 * seed + x);
 * const learner = new AverageLearner1D(noisy, { bounds: [0, 6], delta: 0.1 });
 * simple(learner, { goal: (learner) => learner.npoints >= 10 });
 * Math.abs(learner.means.get(0)!) < 0.1; // true
 * ```
 */
export class AverageLearner1D implements Learner<SeededPoint, number> {
  readonly function: (point: SeededPoint) => number | Promise<number>;
  readonly bounds: readonly [number, number];
  readonly lossPerInterval: IntervalLoss;
  readonly delta: number;
  /** The samples in the order told, as `[[seed, x], y]`. */
  readonly data: Samples;
  /** The mean at each x, in the order in which the x came. */
  readonly means: PointValues;
  /** Half the width of the confidence interval of the mean at each x. */
  readonly error: PointValues;
  readonly pendingPoints: PendingSamples;
  readonly #options: AverageLearner1DOptions;
  readonly #sampling: Sampling;
  readonly #statistics: SampleStatistics;
  readonly #resampling: Resampling;

  constructor(fn: (point: SeededPoint) => number | Promise<number>, options: AverageLearner1DOptions) {
    this.function = checkFunction("AverageLearner1D", fn);
    refuseUnknownKeys("AverageLearner1D", options, ["bounds", "lossPerInterval", ...Object.keys(DEFAULTS)]);
    this.bounds = checkBounds("AverageLearner1D", options.bounds);
    this.lossPerInterval = checkFunction(
      "Option lossPerInterval",
      options.lossPerInterval ?? intervalLoss.default,
    );
    const rule = checkRule(options);
    this.delta = rule.delta;
    this.#options = options;
    this.#sampling = new Sampling(this.lossPerInterval, this.bounds);
    const { line } = this.#sampling;
    const xAt = (id: number): number => line.points.xs[id]!;
    const idOf = (x: number): number => line.points.find(x);
    this.data = new Samples({ xAt, idOf, meanAt: (x) => this.means.get(x) });
    this.#statistics = new SampleStatistics(1 - (1 - rule.alpha), this.data);
    this.#resampling = new Resampling(line, this.#statistics, rule);
    this.means = new PointValues(line, () => this.#statistics.means);
    this.error = new PointValues(line, () => this.#statistics.errors);
    this.pendingPoints = new PendingSamples(xAt);
  }

  /** Different x with a sample. */
  get npoints(): number {
    return this.#sampling.line.toldCount;
  }

  /** Samples in all. */
  get nsamples(): number {
    return this.#statistics.total;
  }

  /** Fewest samples of any x; 0 without any. */
  get minSamplesPerPoint(): number {
    let fewest = Infinity;
    for (const x of this.means.keys()) fewest = Math.min(fewest, this.nsamplesAt(x));
    return Number.isFinite(fewest) ? fewest : 0;
  }

  /** Returns the number of samples at `x`. */
  nsamplesAt(x: number): number {
    const id = this.#sampling.line.points.find(x);
    return id < 0 ? 0 : (this.#statistics.counts[id] ?? 0);
  }

  /** Gives `n` samples of one point: of one with too few or too uncertain ones, else of a new one. */
  ask(n: number, { tellPending = true }: AskOptions = {}): Asked<SeededPoint> {
    if (checkCount("AverageLearner1D", n) === 0) return { points: [], lossImprovements: [] };
    const id = this.#toResample();
    const asked = id === undefined ? this.#askNewPoint(n) : this.#askMoreSamples(id, n);
    if (tellPending) for (const point of asked.points) this.#setPending(point);
    return asked;
  }

  /** Takes a sample; a known seed at the same x changes nothing. */
  tell(point: SeededPoint, y: number): void {
    this.#check(point, y);
    this.#take(point[0], point[1], y);
  }

  /** Takes many samples, those of one x at once. */
  tellMany(points: ArrayLike<SeededPoint>, ys: ArrayLike<number>): void {
    checkSameLength("AverageLearner1D", points, ys);
    for (let i = 0; i < points.length; i++) this.#check(points[i]!, ys[i]!);
    const byX = new Map<number, Map<number, number>>();
    for (let i = 0; i < points.length; i++) {
      const [seed, x] = points[i]!;
      let samples: Map<number, number> | undefined = byX.get(x);
      if (samples === undefined) byX.set(x, (samples = new Map<number, number>()));
      samples.set(seed, ys[i]!);
    }
    for (const [x, samples] of byX) this.#takeMany(x, samples);
  }

  /** Takes many samples at one x: a map, or pairs, of seed and sample. */
  tellManyAtPoint(x: number, samples: Iterable<readonly [seed: number, y: number]>): void {
    const bySeed = new Map<number, number>(samples);
    for (const [seed, y] of bySeed) this.#check([seed, x], y);
    this.#takeMany(x, bySeed);
  }

  tellPending(point: SeededPoint): void {
    this.#checkPoint(point);
    this.#setPending(point);
  }

  /** The highest loss of an interval between means. */
  loss({ real = true }: { readonly real?: boolean } = {}): number {
    const { line } = this.#sampling;
    if (line.state(0) === ABSENT || line.state(1) === ABSENT) return Infinity;
    return (real ? this.#sampling.real : this.#sampling.combined).highest();
  }

  removeUnfinished(): void {
    this.#sampling.removeUnfinished();
    this.pendingPoints.clear();
  }

  new(): AverageLearner1D {
    return new AverageLearner1D(this.function, this.#options);
  }

  copyFrom(other: Learner<SeededPoint, number>): void {
    this.tellMany([...other.data.keys()], [...other.data.values()]);
  }

  /** Means at any x, on the straight lines between known points; NaN outside those. */
  interpolate(xs: ArrayLike<number>): number[] {
    return interpolateLinearly(this.#sampling.line, this.#sampling.values, xs) as number[];
  }

  /** Rows `[x, mean, error, samples]` in ascending order of x. */
  toArray(): [x: number, mean: number, error: number, samples: number][] {
    return Array.from(this.means, ([x, mean]): [number, number, number, number] => {
      return [x, mean, this.error.get(x)!, this.nsamplesAt(x)];
    }).sort((a, b) => a[0] - b[0]);
  }

  [DOOR_REFERENCE](): DoorReference {
    return { path: "AverageLearner1D", use: "construct", args: [this.function, this.#options] };
  }

  /** The id of the point that needs more samples before a new one is worth its cost. */
  #toResample(): number | undefined {
    if (this.#resampling.firstUndersampled >= 0) return this.#resampling.firstUndersampled;
    if (this.npoints <= 1) return undefined;
    return this.#resampling.worstAbove(this.delta);
  }

  #askMoreSamples(id: number, n: number): Asked<SeededPoint> {
    const { line, combined } = this.#sampling;
    const count = this.#statistics.counts[id]!;
    const left = line.combined.previousOf(id);
    const lossLeft = left < 0 ? Infinity : combined.loss[left]!;
    const lossRight = line.combined.nextOf(id) < 0 ? Infinity : combined.loss[id]!;
    const loss = (lossLeft + lossRight) / 2;
    const improvement =
      loss === Infinity ? Infinity : loss - (loss * Math.sqrt(count)) / Math.sqrt(count + n);
    return this.#seeded(id, line.points.xs[id]!, count, n, improvement);
  }

  #askNewPoint(n: number): Asked<SeededPoint> {
    const { points, lossImprovements } = choosePoints(this.#sampling, 1);
    if (points.length === 0) return { points: [], lossImprovements: [] };
    const id = this.#sampling.line.points.find(points[0]!);
    return this.#seeded(id, points[0]!, 0, n, lossImprovements[0]!);
  }

  /** Lists `n` seeds from `first` on that are neither known nor pending. */
  #seeded(id: number, x: number, first: number, n: number, improvement: number): Asked<SeededPoint> {
    const points: SeededPoint[] = [];
    const lossImprovements: number[] = [];
    for (let seed = first; points.length < n; seed++) {
      if (id >= 0 && (this.data.hasSeed(id, seed) || this.pendingPoints.has(id, seed))) continue;
      points.push([seed, x]);
      lossImprovements.push(improvement / n);
    }
    return { points, lossImprovements };
  }

  #setPending([seed, x]: SeededPoint): void {
    const { line } = this.#sampling;
    const id = line.idOf(x);
    if (this.data.hasSeed(id, seed)) return;
    this.pendingPoints.add(id, seed);
    if (line.state(id) === ABSENT) this.#sampling.tellPending(id);
  }

  #take(seed: number, x: number, y: number): void {
    const id = this.#sampling.line.idOf(x);
    if (this.#sampling.line.state(id) !== TOLD) {
      this.#addPoint(id, seed, y);
    } else if (!this.data.hasSeed(id, seed)) {
      this.data.add(id, seed, y);
      this.#statistics.add(id, y);
      this.#resampling.reconsider(id);
      this.#update(id, y, y);
    }
    this.pendingPoints.delete(id, seed);
  }

  #takeMany(x: number, samples: Map<number, number>): void {
    const { line } = this.#sampling;
    const id = line.idOf(x);
    let [low, high, taken] = [Infinity, -Infinity, 0];
    for (const [seed, y] of samples) {
      if (samples.size === 1 || line.state(id) !== TOLD) {
        this.#take(seed, x, y);
        continue;
      }
      this.pendingPoints.delete(id, seed);
      if (this.data.hasSeed(id, seed)) continue;
      this.data.add(id, seed, y);
      this.#statistics.add(id, y);
      low = Math.min(low, y);
      high = Math.max(high, y);
      taken++;
    }
    if (taken === 0) return;
    this.#resampling.reconsiderAlone(id);
    this.#update(id, low, high);
  }

  #addPoint(id: number, seed: number, y: number): void {
    this.data.add(id, seed, y);
    this.#statistics.add(id, y);
    this.#statistics.updateError(id);
    this.#sampling.tell(id, y);
    this.#resampling.addPoint(id);
  }

  #update(id: number, low: number, high: number): void {
    this.#statistics.updateError(id);
    this.#resampling.addSamples(id);
    this.#sampling.retell(id, this.#statistics.means[id]!, low, high);
  }

  #check(point: SeededPoint, y: number): void {
    this.#checkPoint(point);
    if (typeof y === "number") return;
    throw new LearnerError(
      "bad-value",
      `AverageLearner1D needs a number as the sample of ${show(point)}, not ${show(y)}.`,
    );
  }

  #checkPoint(point: unknown): void {
    const [a, b] = this.bounds;
    if (!Array.isArray(point) || point.length !== 2) {
      throw new LearnerError("bad-point", `A point of AverageLearner1D is [seed, x], not ${show(point)}.`);
    }
    const [seed, x] = point as [unknown, unknown];
    checkSeed("AverageLearner1D", seed);
    if (typeof x === "number" && x >= a && x <= b) return;
    throw new LearnerError(
      "bad-point",
      `The x of a point of this AverageLearner1D is a number from ${a} to ${b}, not ${show(x)}.`,
    );
  }
}

function checkRule(options: AverageLearner1DOptions): SamplingRule & { delta: number; alpha: number } {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const rule = { ...DEFAULTS, ...given };
  for (const name of ["delta", "alpha", "neighborSampling"] as const) {
    if (!(rule[name] > 0 && rule[name] <= 1)) {
      throw new LearnerError(
        "bad-option",
        `AverageLearner1D needs 0 < ${name} <= 1, not ${show(rule[name])}.`,
      );
    }
  }
  if (!(rule.minSamples >= 0 && rule.minSamples <= rule.maxSamples)) {
    throw new LearnerError(
      "bad-option",
      `AverageLearner1D needs 0 <= minSamples <= maxSamples, not ${show(rule.minSamples)} and ${show(rule.maxSamples)}.`,
    );
  }
  if (!(rule.minError >= 0)) {
    throw new LearnerError("bad-option", `AverageLearner1D needs minError >= 0, not ${show(rule.minError)}.`);
  }
  return rule;
}
