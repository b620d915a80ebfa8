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
  type Asked,
  type AskOptions,
  type DoorReference,
  type LearnedFunction,
  type Learner,
  type LearnerData,
} from "../learner.js";
import { rowsOf, vdimOf } from "../rows.js";
import { triangleLoss, type TriangleLoss } from "../loss/triangle-loss.js";
import { checkPoint, checkValue, type NdValue } from "../nd/check-told.js";
import { PendingPoints } from "../nd/pending-points.js";
import { PointMap } from "../nd/point-map.js";
import { chooseInTriangle } from "./choose-in-triangle.js";
import { ScaledSurface, type Scaling } from "./scaled-surface.js";

/** Options of {@link Learner2D}. */
export interface Learner2DOptions {
  /** `[[xLower, xUpper], [yLower, yUpper]]`. */
  readonly bounds: readonly [readonly [number, number], readonly [number, number]];
  /** How much there is to gain in a triangle. @defaultValue triangleLoss.default */
  readonly lossPerTriangle?: TriangleLoss;
  /** Width over height of a triangle, on average; above 1 triangles are longer along x. @defaultValue 1 */
  readonly aspectRatio?: number;
  /** Number of points chosen together; 1 chooses anew for each point. @defaultValue 10 */
  readonly stackSize?: number;
}

const OPTIONS = ["bounds", "lossPerTriangle", "aspectRatio", "stackSize"];

interface Stacked {
  readonly point: number[];
  readonly loss: number;
  /** Triangle of the real surface that it divides, or -1. */
  readonly hint: number;
}

/**
 * Learns a function of two variables, to a number or a vector.
 *
 * It divides the triangle with the greatest loss, by default the one where linear interpolation and the slopes
 * at the corners disagree most; several points are chosen at a time and kept on a stack. While points are
 * pending, their values are interpolated. Follows adaptive's Learner2D
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.learner2D.html), but keeps triangles,
 * slopes and losses up to date point by point where adaptive makes them anew: slopes to 2 % of the range
 * across a triangle, and losses to 1 % of it.
 *
 * A triangle at a value that is not finite has loss 0. A point outside the bounds is kept in `data` only.
 *
 * @throws LearnerError for a point that is not two finite numbers, or a value of another shape than the first; the
 * learner is unchanged then
 *
 * @example
 * ```ts
 * const learner = new Learner2D(([x, y]) => Math.tanh(9 * x) * y, { bounds: [[-1, 1], [-1, 1]] });
 * simple(learner, { goal: 100 });
 * const { xs, zs } = learner.interpolatedOnGrid(20);
 * [xs.length, zs.length, zs[0].length]; // [20, 20, 20]
 * ```
 */
export class Learner2D<Value extends NdValue = number> implements Learner<number[], Value> {
  readonly function: LearnedFunction<number[], Value>;
  readonly options: Learner2DOptions;
  readonly #bounds: Learner2DOptions["bounds"];
  readonly #loss: TriangleLoss;
  readonly #scaling: Scaling;
  readonly #stackSize: number;
  readonly #data = new PointMap<Value>(2);
  readonly #pending = new PendingPoints(2);
  readonly #real: ScaledSurface;
  /** Surface with the pending points; made when first needed, and then caught up before each use. */
  #combined: ScaledSurface | null = null;
  #caughtUp = 0;
  /** Points whose value changed after they were caught up. */
  #changed: number[][] = [];
  #stack: Stacked[];
  /** Scaled corners of the triangle looked at. */
  readonly #triangle = new Float64Array(6);

  constructor(fn: LearnedFunction<number[], Value>, options: Learner2DOptions) {
    this.function = checkFunction("Learner2D", fn);
    refuseUnknownKeys("Learner2D", options, OPTIONS);
    if (!Array.isArray(options.bounds) || (options.bounds as readonly unknown[]).length !== 2) {
      throw new LearnerError("bad-bounds", `Learner2D needs bounds for 2 axes, not ${show(options.bounds)}.`);
    }
    const { lossPerTriangle = triangleLoss.default, aspectRatio = 1, stackSize = 10 } = options;
    if (!(aspectRatio > 0 && aspectRatio < Infinity)) {
      throw new LearnerError(
        "bad-option",
        `Learner2D needs an aspectRatio above 0, not ${show(aspectRatio)}.`,
      );
    }
    if (!Number.isInteger(stackSize) || stackSize < 1) {
      throw new LearnerError("bad-option", `Learner2D needs a stackSize from 1 up, not ${show(stackSize)}.`);
    }
    this.options = options;
    const x = checkBounds("Learner2D", options.bounds[0]);
    const y = checkBounds("Learner2D", options.bounds[1]);
    this.#bounds = [x, y];
    this.#loss = checkFunction("Learner2D's lossPerTriangle", lossPerTriangle);
    this.#scaling = {
      mean: [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2],
      size: [x[1] - x[0], (y[1] - y[0]) / aspectRatio],
    };
    this.#stackSize = stackSize;
    this.#real = new ScaledSurface(this.#scaling, this.#loss);
    this.#stack = this.#corners.map((point) => ({ point, loss: Infinity, hint: -1 }));
  }

  /** `[[xLower, xUpper], [yLower, yUpper]]`. */
  get bounds(): Learner2DOptions["bounds"] {
    return this.options.bounds;
  }

  /** Numbers in a value; 1 for scalars and before the first value. */
  get vdim(): number {
    return vdimOf(this.#data);
  }

  /** Whether all corners of the bounds have a value. */
  get boundsAreDone(): boolean {
    return this.#isBoundsDone;
  }

  get npoints(): number {
    return this.#data.size;
  }

  get data(): LearnerData<number[], Value> {
    return this.#data;
  }

  get pendingPoints(): Iterable<number[]> & { readonly size: number } {
    return this.#pending;
  }

  ask(n: number, { tellPending = true }: AskOptions = {}): Asked<number[]> {
    checkCount("Learner2D", n);
    const stack = tellPending ? this.#stack : [...this.#stack];
    const chosen: Stacked[] = [];
    while (chosen.length < n) {
      if (this.#stack.length === 0) this.#fillStack(Math.max(n - chosen.length, this.#stackSize));
      const next = this.#stack.shift();
      if (next === undefined) break;
      this.#pending.add(next.point, next.hint);
      chosen.push(next);
    }
    if (!tellPending) {
      for (const { point } of chosen) {
        this.#pending.take(point);
        if (this.#combined?.has(point) === true) this.#combined = null;
      }
      this.#stack = stack;
    }
    return {
      points: chosen.map(({ point }) => [point[0]!, point[1]!]),
      lossImprovements: chosen.map(({ loss }) => loss),
    };
  }

  /** Takes in a value; another value for a known point replaces the first. */
  tell(point: number[], value: Value): void {
    checkPoint("Learner2D", point, 2);
    checkValue("Learner2D", value, this.#data);
    const index = this.#data.set(point, value);
    if (!this.#contains(point)) return;
    const hint = this.#pending.take(point);
    this.#unstack(point);
    if (index < this.#caughtUp) this.#changed.push([...point]);
    this.#real.set(point, value, hint);
  }

  tellMany(points: ArrayLike<number[]>, values: ArrayLike<Value>): void {
    checkSameLength("Learner2D", points, values);
    for (let i = 0; i < points.length; i++) {
      checkPoint("Learner2D", points[i], 2);
      checkValue("Learner2D", values[i], this.#data);
    }
    for (let i = 0; i < points.length; i++) this.tell(points[i]!, values[i]!);
  }

  tellPending(point: number[]): void {
    checkPoint("Learner2D", point, 2);
    if (!this.#data.has(point) && this.#contains(point)) this.#addPending([...point]);
  }

  /** Returns the largest loss of a triangle; `Infinity` until the corners are known. `real: false` counts pending points. */
  loss({ real = true }: { readonly real?: boolean } = {}): number {
    if (!this.#isBoundsDone) return Infinity;
    const surface = real || this.#pending.size === 0 ? this.#real : this.#caughtUpSurface();
    return surface.surface?.largest ?? Infinity;
  }

  /**
   * Returns the linear interpolation of the data at points: numbers, or vectors when the values are; NaN outside
   * the told points.
   */
  interpolate(points: readonly (readonly number[])[]): (number | number[])[] {
    const vdim = this.vdim;
    const isVector = this.#data.size > 0 && typeof this.#data.valueAt(0) !== "number";
    return points.map((point) => {
      checkPoint("Learner2D", point, 2);
      const value = this.#real.interpolate(point, vdim);
      return isVector ? value : value[0]!;
    });
  }

  /** Returns the interpolation on a grid of `n` by `n` points over the bounds: `zs[i][j]` is at `(xs[i], ys[j])`. */
  interpolatedOnGrid(n = this.#gridSize()): { xs: number[]; ys: number[]; zs: (number | number[])[][] } {
    checkCount("Learner2D", n);
    // Strictly inside, so that no point of the grid is outside by rounding.
    const axes = this.#bounds.map(([low, high]) =>
      Array.from(
        { length: n },
        (_, i) => low + (high - low) * Math.min(Math.max(i / (n - 1 || 1), 1e-13), 1 - 1e-13),
      ),
    );
    const [xs, ys] = axes as [number[], number[]];
    return { xs, ys, zs: xs.map((x) => this.interpolate(ys.map((y) => [x, y]))) };
  }

  /** Whether a point lies in the bounds, edges included; a point outside is kept in `data` and not learned from. */
  insideBounds(point: readonly number[]): boolean {
    checkPoint("Learner2D", point, 2);
    return this.#contains(point);
  }

  /** Rows `[x, y, ...value]` in the order told. */
  toArray(): number[][] {
    return rowsOf(this.#data);
  }

  /** Corners of the triangles, for pictures. */
  triangles(): number[][][] {
    const surface = this.#real.surface;
    if (surface === null) return [];
    const { coords, store } = surface.tri;
    return [...store.real()].map((slot) =>
      [0, 1, 2].map((k) =>
        this.#real.toPoint(coords.subarray(2 * store.vertex(slot, k), 2 * store.vertex(slot, k) + 2)),
      ),
    );
  }

  removeUnfinished(): void {
    this.#pending.clear();
    this.#combined = null;
    for (const point of this.#corners) {
      if (!this.#data.has(point) && !this.#isStacked(point))
        this.#stack.push({ point, loss: Infinity, hint: -1 });
    }
  }

  readonly new = (): Learner2D<Value> => new Learner2D<Value>(this.function, this.options);

  copyFrom(other: Learner<number[], Value>): void {
    for (const [point, value] of other.data) this.tell(point, value);
  }

  [DOOR_REFERENCE](): DoorReference {
    return { path: "Learner2D", use: "construct", args: [this.function, this.options] };
  }

  get #corners(): number[][] {
    const [xs, ys] = this.#bounds;
    return xs.flatMap((x) => ys.map((y) => [x, y]));
  }

  get #isBoundsDone(): boolean {
    return this.#corners.every((point) => !this.#pending.has(point) && !this.#isStacked(point));
  }

  #isStacked(point: readonly number[]): boolean {
    return this.#placeInStack(point) >= 0;
  }

  #placeInStack([x, y]: readonly number[]): number {
    const stack = this.#stack;
    let place = stack.length - 1;
    while (place >= 0 && (stack[place]!.point[0] !== x || stack[place]!.point[1] !== y)) place--;
    return place;
  }

  #unstack(point: readonly number[]): void {
    const index = this.#placeInStack(point);
    if (index >= 0) this.#stack.splice(index, 1);
  }

  #addPending(point: number[], hint = -1): void {
    this.#pending.add(point, hint);
    this.#unstack(point);
  }

  #contains(point: readonly number[]): boolean {
    const [[left, right], [low, high]] = this.#bounds;
    return point[0]! >= left && point[0]! <= right && point[1]! >= low && point[1]! <= high;
  }

  /** Chooses points in the best triangles until the stack has `till`, the best first. */
  #fillStack(till: number): void {
    const scaled = this.#pending.size === 0 ? this.#real : this.#caughtUpSurface();
    const surface = scaled.surface;
    if (surface === null) return;
    const { queue, tri } = surface;
    const taken: number[] = [];
    while (this.#stack.length < till) {
      const slot = queue.top();
      if (slot < 0) break;
      const loss = queue.losses[slot]!;
      taken.push(slot);
      queue.remove(slot);
      for (let k = 0; k < 3; k++) {
        const vertex = tri.store.vertex(slot, k);
        this.#triangle[2 * k] = tri.coords[2 * vertex]!;
        this.#triangle[2 * k + 1] = tri.coords[2 * vertex + 1]!;
      }
      const point = this.#moveInside(scaled.toPoint(chooseInTriangle(this.#triangle)));
      if (this.#data.has(point) || this.#pending.has(point) || this.#isStacked(point)) continue;
      this.#stack.push({ point, loss, hint: scaled === this.#real ? slot : -1 });
    }
    for (const slot of taken) queue.set(slot, queue.losses[slot]!);
  }

  #moveInside([x, y]: readonly [number, number]): number[] {
    const [[left, right], [low, high]] = this.#bounds;
    return [Math.max(left, Math.min(right, x)), Math.max(low, Math.min(high, y))];
  }

  /** The surface with pending points, whose values are interpolated, or 0 until the corners are known. */
  #caughtUpSurface(): ScaledSurface {
    const vdim = this.vdim;
    // Before the first value nothing is known of its length.
    if (this.#combined?.surface != null && this.#combined.surface.vdim !== vdim) this.#combined = null;
    if (this.#combined === null) {
      this.#combined = new ScaledSurface(this.#scaling, this.#loss);
      this.#caughtUp = 0;
      this.#changed = [];
    }
    for (const [point, value] of this.#data.entriesFrom(this.#caughtUp)) {
      if (this.#contains(point)) this.#combined.set(point, value);
    }
    for (const point of this.#changed) this.#combined.set(point, this.#data.get(point)!);
    this.#caughtUp = this.#data.size;
    this.#changed = [];
    const isDone = this.#isBoundsDone;
    for (const point of this.#pending) {
      const value = isDone ? this.#real.interpolate(point, vdim) : new Array<number>(vdim).fill(0);
      this.#combined.set(point, value);
    }
    return this.#combined;
  }

  /** Number of grid points per axis at which the smallest triangle shows. */
  #gridSize(): number {
    const surface = this.#real.surface;
    if (surface === null) return 10;
    let least = 1;
    for (const slot of surface.tri.store.real()) least = Math.min(least, surface.tri.volume(slot));
    return Math.max(10, Math.min(2000, Math.floor(0.658 / Math.sqrt(least))));
  }
}
