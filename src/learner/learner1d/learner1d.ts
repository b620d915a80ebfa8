import {
  checkBounds,
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
import { intervalLoss, type IntervalLoss } from "../loss/index.js";
import { Data1D } from "./data-1d.js";
import { choosePoints } from "./divide.js";
import { interpolateLinearly } from "./interpolation.js";
import { ABSENT, TOLD } from "./line.js";
import { PendingPoints } from "./pending-points.js";
import { Sampling } from "./sampling.js";
import type { Value1D } from "./values.js";

/** Options of {@link Learner1D}. */
export interface Learner1DOptions {
  /** Both ends of the interval to learn on; they are sampled too. */
  readonly bounds: readonly [lower: number, upper: number];
  /** What makes an interval worth dividing. @defaultValue intervalLoss.default */
  readonly lossPerInterval?: IntervalLoss;
}

/**
 * Learns a function of one number, with numbers or vectors as values, by sampling where it is interesting.
 *
 * Asks for the bounds, then for the middle of the interval with the highest loss. Gives the points of adaptive's
 * `Learner1D`, in its order. A step costs a time logarithmic in the number of points.
 *
 * - A point outside the bounds is kept in `data` and plays no part in the choice of points.
 * - Telling a known point again changes nothing.
 * - Where all losses are zero the widest interval is divided; adaptive halves the leftmost one for ever.
 * - NaN as a value makes the loss of its intervals undefined; they count by their width, and it does not widen
 *   the scale of the values. An infinite value makes that scale infinite, so that all else looks flat.
 * - All values must have the shape of the first: a number, or an array of as many numbers.
 *
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.learner1D.html)
 *
 * @throws LearnerError for a point that is not a number, or a value of another shape; the learner is unchanged then
 *
 * @example
 * ```ts
 * const learner = new Learner1D((x: number) => x + 0.01 ** 2 / (0.01 ** 2 + x ** 2), { bounds: [-1, 1] });
 * learner.ask(3).points; // [-1, 0, 1]
 * learner.tellMany([-1, 1], [-0.9999, 1.0001]);
 * simple(learner, { goal: 50 });
 * learner.interpolate([0.5]).length; // 1
 * ```
 */
export class Learner1D<Value = number> implements Learner<number, Value> {
  readonly function: (x: number) => Value | Promise<Value>;
  readonly bounds: readonly [number, number];
  readonly lossPerInterval: IntervalLoss;
  /** Points with their values, in the order told. */
  readonly data: LearnerData<number, Value>;
  /** Points asked for and not told yet, in the order asked. */
  readonly pendingPoints: PendingPoints;
  readonly #options: Learner1DOptions;
  readonly #sampling: Sampling;

  constructor(fn: (x: number) => Value | Promise<Value>, options: Learner1DOptions) {
    this.function = checkFunction("Learner1D", fn);
    refuseUnknownKeys("Learner1D", options, ["bounds", "lossPerInterval"]);
    this.bounds = checkBounds("Learner1D", options.bounds);
    this.lossPerInterval = checkFunction(
      "Option lossPerInterval",
      options.lossPerInterval ?? intervalLoss.default,
    );
    this.#options = options;
    this.#sampling = new Sampling(this.lossPerInterval, this.bounds);
    this.data = new Data1D<Value>(this.#sampling.line, this.#sampling.values);
    this.pendingPoints = new PendingPoints(this.#sampling.line);
  }

  get npoints(): number {
    return this.#sampling.line.toldCount;
  }

  /** Numbers in a value; 1 for scalars and before the first value. */
  get vdim(): number {
    return this.#sampling.values.dimension || 1;
  }

  ask(n: number, { tellPending = true }: AskOptions = {}): Asked<number> {
    const asked = choosePoints(this.#sampling, checkCount("Learner1D", n));
    if (tellPending) for (const x of asked.points) this.tellPending(x);
    return asked;
  }

  tell(x: number, value: Value): void {
    checkPoint(x);
    const { line, values } = this.#sampling;
    values.check(value);
    const id = line.idOf(x);
    if (line.state(id) !== TOLD) this.#sampling.tell(id, value as Value1D);
  }

  /** Takes many values. Many against those known are sorted in at once, which scales with them; few one by one. */
  tellMany(points: ArrayLike<number>, values: ArrayLike<Value>): void {
    checkSameLength("Learner1D", points, values);
    for (let i = 0; i < points.length; i++) checkPoint(points[i]);
    this.#sampling.values.checkAll(values);
    if (points.length > 2 && points.length > 0.5 * this.npoints) {
      this.#sampling.tellMany(points, values as ArrayLike<Value1D>);
    } else {
      for (let i = 0; i < points.length; i++) this.tell(points[i]!, values[i]!);
    }
  }

  tellPending(x: number): void {
    checkPoint(x);
    const id = this.#sampling.line.idOf(x);
    if (this.#sampling.line.state(id) === ABSENT) this.#sampling.tellPending(id);
  }

  /** The highest loss of an interval; infinite until both bounds and an interval between points are known. */
  loss({ real = true }: { readonly real?: boolean } = {}): number {
    const { line } = this.#sampling;
    if (line.state(0) === ABSENT || line.state(1) === ABSENT) return Infinity;
    return (real ? this.#sampling.real : this.#sampling.combined).highest();
  }

  removeUnfinished(): void {
    this.#sampling.removeUnfinished();
  }

  new(): Learner1D<Value> {
    return new Learner1D(this.function, this.#options);
  }

  copyFrom(other: Learner<number, Value>): void {
    this.tellMany([...other.data.keys()], [...other.data.values()]);
  }

  /** Values at any points, on the straight lines between known points; NaN outside those. */
  interpolate(points: ArrayLike<number>): Value[] {
    return interpolateLinearly(this.#sampling.line, this.#sampling.values, points) as Value[];
  }

  /** Rows `[x, ...value]` in ascending order of x, points outside the bounds included. */
  toArray(): number[][] {
    const rows = Array.from(this.data, ([x, value]) =>
      typeof value === "number" ? [x, value] : [x, ...(value as number[])],
    );
    return rows.sort((a, b) => a[0]! - b[0]!);
  }

  [DOOR_REFERENCE](): DoorReference {
    return { path: "Learner1D", use: "construct", args: [this.function, this.#options] };
  }
}

function checkPoint(x: unknown): void {
  if (typeof x === "number" && x === x) return;
  throw new LearnerError("bad-point", `A point of Learner1D is a number, not ${show(x)}.`);
}
