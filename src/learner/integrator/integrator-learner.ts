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
import { NumberMap } from "../collections/number-map.js";
import { rowsOf } from "../rows.js";
import type { GridPoint } from "./grid-point.js";
import { PointQueue } from "./point-queue.js";
import { IntervalTree, type Growth } from "./interval-tree.js";
import { growWhereKnown } from "./known-intervals.js";

/** Options of {@link IntegratorLearner}. */
export interface IntegratorLearnerOptions {
  /** Where to integrate: two finite numbers, lower first. */
  readonly bounds: readonly [number, number];
  /** Relative tolerance: the learner is done when `err < tol * |igral|`. Positive. */
  readonly tol: number;
}

/** Is thrown by `tell` and `ask` when the mean of the function keeps growing as intervals get smaller. */
export class DivergentIntegralError extends Error {
  readonly code = "divergent-integral";

  constructor(bounds: readonly [number, number]) {
    super(
      `The integral over [${bounds.join(", ")}] diverges: the function's mean keeps growing on ever smaller intervals.`,
    );
    this.name = "DivergentIntegralError";
  }
}

/** An interval of an {@link IntegratorLearner}'s estimate. */
export interface IntegratedInterval {
  readonly a: number;
  readonly b: number;
  readonly igral: number;
  readonly err: number;
  /** Nodes of the rule whose result it is: 5, 9, 17 or 33. */
  readonly points: number;
}

/**
 * Integrates a function of one variable by doubly adaptive Clenshaw-Curtis quadrature (P. Gonnet, ACM Trans.
 * Math. Softw. 37, 26, 2010), as adaptive's `IntegratorLearner`: chooses the same points in the same order.
 *
 * Values that are not finite are left out of the fit, so that a singularity at a node does no harm. A point that
 * is told and is no node of an interval yet is kept until one needs it; points outside the bounds throw.
 * `ask` gives any number of points; fewer than asked for when no interval is left to refine.
 *
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.integrator_learner.html)
 *
 * @throws LearnerError for a point outside the bounds or a value that is not a number; DivergentIntegralError
 *
 * @example
 * ```ts
 * const learner = new IntegratorLearner((x: number) => Math.exp(x), { bounds: [0, 1], tol: 1e-10 });
 * simple(learner, { goal: null }); // until done
 * learner.igral; // 1.718281828459045
 * ```
 */
export class IntegratorLearner implements Learner<number, number> {
  readonly function: (x: number) => number | Promise<number>;
  readonly bounds: readonly [number, number];
  readonly tol: number;
  readonly #tree: IntervalTree;
  readonly #data = new NumberMap<number>();
  readonly #queue: PointQueue;
  /** Told points that no interval has yet, since the tree was last grown to them. */
  #strays = 0;
  /** Whether any point was ever told before an interval had it. */
  #hadStrays = false;

  constructor(fn: (x: number) => number | Promise<number>, options: IntegratorLearnerOptions) {
    this.function = checkFunction("IntegratorLearner", fn);
    refuseUnknownKeys("IntegratorLearner", options, ["bounds", "tol"]);
    this.bounds = checkBounds("IntegratorLearner", options.bounds);
    if (!(typeof options.tol === "number" && options.tol > 0)) {
      throw new LearnerError(
        "bad-option",
        `IntegratorLearner needs {tol}, a positive number, not ${show(options.tol)}.`,
      );
    }
    this.tol = options.tol;
    this.#tree = new IntervalTree(...this.bounds);
    this.#queue = new PointQueue(this.#tree.firstPoints);
  }

  get data(): LearnerData<number, number> {
    return this.#data;
  }

  get npoints(): number {
    return this.#data.size;
  }

  get pendingPoints(): Iterable<number> & { readonly size: number } {
    return this.#queue.pending;
  }

  /** The integral over the bounds; 0 before there is an estimate. */
  get igral(): number {
    this.#takeStrays();
    const { root } = this.#tree;
    return root.hasEstimate ? root.estimate : 0;
  }

  /** The absolute error of `igral`; infinite before there is an estimate. */
  get err(): number {
    this.#takeStrays();
    const { root } = this.#tree;
    return root.hasEstimate ? root.estimateErr : Infinity;
  }

  /** The intervals whose integrals sum up to `igral`, from left to right. */
  get intervals(): IntegratedInterval[] {
    this.#takeStrays();
    return this.#tree.leaves().map(({ a, b, integral, err, coefficients }) => {
      return { a, b, igral: integral, err, points: coefficients.length };
    });
  }

  ask(n: number, { tellPending = true }: AskOptions = {}): Asked<number> {
    checkCount("IntegratorLearner", n);
    this.#takeStrays();
    this.#refuseDivergent();
    if (tellPending && n === 1) {
      const point = this.#next();
      // Literals are made at their size, arrays that are pushed to at many times that.
      if (point !== undefined) return { points: [point.x], lossImprovements: [point.err] };
    }
    const asked: Asked<number> = { points: [], lossImprovements: [] };
    if (!tellPending) {
      this.#peek(n, asked);
      return asked;
    }
    while (asked.points.length < n) {
      const point = this.#next();
      if (point === undefined) break;
      asked.points.push(point.x);
      asked.lossImprovements.push(point.err);
    }
    return asked;
  }

  /** Takes the value of a point; a value that is not finite counts as missing. A known point stays as it is. */
  tell(x: number, value: number): void {
    this.#check(x, value);
    this.#take(x, value);
    this.#refuseDivergent();
  }

  tellMany(points: ArrayLike<number>, values: ArrayLike<number>): void {
    checkSameLength("IntegratorLearner", points, values);
    for (let i = 0; i < points.length; i++) this.#check(points[i]!, values[i]!);
    for (let i = 0; i < points.length; i++) this.#take(points[i]!, values[i]!);
    this.#refuseDivergent();
  }

  tellPending(x: number): void {
    this.#checkPoint(x);
    if (this.#data.has(x)) return;
    if (this.#tree.pointAt(x) === undefined) this.#growTo(x);
    const point = this.#tree.pointAt(x);
    if (point) this.#queue.setPending(point);
    else this.#queue.setPendingStray(x);
  }

  /** How far the error is from what `tol` asks for: `| |igral| * tol - err |`. */
  loss(): number {
    return Math.abs(Math.abs(this.igral) * this.tol - this.err);
  }

  /** Forgets the pending points: they are asked for again. */
  removeUnfinished(): void {
    this.#queue.removeUnfinished();
  }

  /** Whether the error is below the tolerance, or cannot get smaller. */
  done(): boolean {
    const wanted = Math.abs(this.igral) * this.tol;
    const err = this.err;
    const { root } = this.#tree;
    const excess = root.hasEstimate ? root.estimateRemovedErr : 0;
    return (
      err === 0 || err < wanted || (err - excess < wanted && wanted < excess) || this.#tree.open.size === 0
    );
  }

  new(): IntegratorLearner {
    return new IntegratorLearner(this.function, { bounds: this.bounds, tol: this.tol });
  }

  copyFrom(other: Learner<number, number>): void {
    this.tellMany([...other.data.keys()], [...other.data.values()]);
  }

  /** Rows `[x, value]` in ascending order of x. */
  toArray(): number[][] {
    return rowsOf(this.#data).sort((a, b) => a[0]! - b[0]!);
  }

  [DOOR_REFERENCE](): DoorReference {
    const options: IntegratorLearnerOptions = { bounds: this.bounds, tol: this.tol };
    return { path: "IntegratorLearner", use: "construct", args: [this.function, options] };
  }

  #take(x: number, value: number): void {
    let point = this.#tree.pointAt(x);
    if (point ? point.isKnown : this.#data.has(x)) return;
    this.#data.add(x, value);
    if (!point && this.#growTo(x)) point = this.#tree.pointAt(x);
    if (!point) {
      this.#queue.dropStray(x);
      this.#strays++;
      this.#hadStrays = true;
    } else if (!point.isKnown) {
      this.#queue.drop(point);
      this.#tree.place(point, value);
    }
  }

  /** Makes the next point pending, and grows the tree until there is one; undefined when nothing is left to grow. */
  #next(): GridPoint | undefined {
    for (;;) {
      const point = this.#queue.next();
      if (point !== undefined) return point;
      const growth = this.#tree.grow();
      if (growth === undefined) return undefined;
      this.#enter(growth);
    }
  }

  /** Gives the points of a growth that have a value to the tree and the others to the queue. */
  #enter(growth: Growth): void {
    for (const point of growth.points) {
      const value = point.isKnown ? point.value : this.#hadStrays ? this.#data.get(point.x) : undefined;
      if (value !== undefined) this.#tree.place(point, value);
      else this.#queue.add(point);
    }
  }

  /** Grows as the next `ask` would if that brings the point `x`: so a run that is replayed makes the same intervals. */
  #growTo(x: number): boolean {
    if (!this.#queue.isEmpty) return false;
    const growths: Growth[] = [];
    let growth = this.#tree.grow();
    for (; growth; growth = this.#tree.grow()) {
      growths.push(growth);
      if (growth.points.length > 0) break;
    }
    if (growth?.points.some((point) => point.x === x)) {
      growths.forEach((done) => this.#enter(done));
      return true;
    }
    growths.reverse().forEach((done) => this.#tree.undo(done));
    return false;
  }

  /** Lists what the next `ask(n)` gives, and leaves no trace. */
  #peek(n: number, asked: Asked<number>): void {
    const growths: Growth[] = [];
    const listed = this.#queue.peek(n);
    while (listed.size < n) {
      const growth = this.#tree.grow();
      if (!growth) break;
      growths.push(growth);
      for (const point of growth.points) {
        if (listed.size < n && !this.#data.has(point.x) && !this.#queue.isPending(point)) listed.add(point);
      }
    }
    for (const point of listed) {
      asked.points.push(point.x);
      asked.lossImprovements.push(point.err);
    }
    growths.reverse().forEach((growth) => this.#tree.undo(growth));
  }

  /** Makes the intervals that told points belong to, where the tree did not grow to them by itself. */
  #takeStrays(): void {
    if (this.#strays === 0) return;
    this.#strays = 0;
    growWhereKnown(
      this.#tree,
      (x) => this.#data.has(x),
      (growth) => this.#enter(growth),
    );
  }

  #refuseDivergent(): void {
    if (this.#tree.diverges) throw new DivergentIntegralError(this.bounds);
  }

  #check(x: number, value: number): void {
    this.#checkPoint(x);
    if (typeof value === "number") return;
    throw new LearnerError(
      "bad-value",
      `IntegratorLearner needs a number as the value at ${x}, not ${show(value)}.`,
    );
  }

  #checkPoint(x: number): void {
    // Rounding may put the outermost node a little outside.
    if (typeof x === "number" && ((x >= this.bounds[0] && x <= this.bounds[1]) || this.#tree.pointAt(x)))
      return;
    const [a, b] = this.bounds;
    throw new LearnerError(
      "bad-point",
      `A point of this IntegratorLearner is a number from ${a} to ${b}, not ${show(x)}.`,
    );
  }
}
