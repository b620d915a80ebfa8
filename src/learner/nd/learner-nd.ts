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
  type Asked,
  type AskOptions,
  type DoorReference,
  type LearnedFunction,
  type Learner,
  type LearnerData,
} from "../learner.js";
import { rowsOf, vdimOf } from "../rows.js";
import { simplexLoss, type SimplexLoss } from "../loss/simplex-loss.js";
import { triangulate } from "../triangulation/triangulate.js";
import { checkPoint, checkValue, type NdValue } from "./check-told.js";
import { isolinePieces, isosurfaceOf, linearOf, type Isosurface } from "./level-sets.js";
import { interpolateIn } from "./interpolate-in.js";
import { makeDomain, type Domain, type DomainBounds } from "./domain.js";
import { PendingPoints } from "./pending-points.js";
import { PointMap } from "./point-map.js";
import { PythonRandom } from "./python-random.js";
import { Sampler } from "./sampler.js";
import { ValueRange } from "./value-range.js";

/** Options of {@link LearnerND}. */
export interface LearnerNDOptions {
  /** One `[lower, upper]` per axis, two axes or more; or `{hull: points}`, the convex hull of points. */
  readonly bounds: DomainBounds;
  /** How much there is to gain in a simplex. @defaultValue simplexLoss.default */
  readonly lossPerSimplex?: SimplexLoss;
  /**
   * Whether simplices are stretched along the gradient when dividing them; for numbers only. In a box of unequal sides it
   * works in the box scaled to size 1, where adaptive chooses points outside of their simplex. @defaultValue false
   */
  readonly anisotropic?: boolean;
}

const OPTIONS = ["bounds", "lossPerSimplex", "anisotropic"];

/**
 * Learns a function of two or more variables, to a number or a vector.
 *
 * It triangulates the points (Delaunay) and divides the simplex with the greatest loss: at its centre, or in the
 * middle of its longest edge when it is badly shaped. While points are pending, their simplices are divided
 * with them and the loss shared among the parts by volume. Follows adaptive's LearnerND
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.learnerND.html) point by point.
 *
 * Values must all be finite to be learned from: a simplex at a NaN or an infinity has loss 0. A point outside
 * the bounds, or within 1e-8 of the size of a simplex of a known point, is kept in `data` and not learned from.
 *
 * @throws LearnerError for a point of another length or with a coordinate that is not finite, or a value of another
 * shape than the first; the learner is unchanged then
 *
 * @example
 * ```ts
 * const learner = new LearnerND(([x, y]) => x * y, { bounds: [[-1, 1], [-1, 1]] });
 * learner.ask(2).points; // [[-1, -1], [-1, 1]]
 * simple(learner, { goal: 100 });
 * const { axes, values } = learner.interpolatedOnGrid(5);
 * [axes.length, values.length]; // [2, 25]
 * ```
 */
export class LearnerND<Value extends NdValue = number> implements Learner<number[], Value> {
  readonly function: LearnedFunction<number[], Value>;
  readonly options: LearnerNDOptions;
  readonly #domain: Domain;
  readonly #loss: SimplexLoss;
  readonly #scale: readonly number[];
  readonly #data: PointMap<Value>;
  readonly #pending: PendingPoints;
  readonly #range = new ValueRange();
  readonly #random = new PythonRandom(1);
  #sampler: Sampler | null = null;
  /** Points told before there were enough to triangulate. */
  #early: { points: number[][]; values: Value[]; isTried: boolean } = {
    points: [],
    values: [],
    isTried: true,
  };
  /** Corners before this one are known or pending. */
  #corner = 0;

  constructor(fn: LearnedFunction<number[], Value>, options: LearnerNDOptions) {
    this.function = checkFunction("LearnerND", fn);
    refuseUnknownKeys("LearnerND", options, OPTIONS);
    this.options = options;
    this.#domain = makeDomain("LearnerND", options.bounds);
    this.#loss = options.lossPerSimplex ?? simplexLoss.default;
    checkFunction("LearnerND's lossPerSimplex", this.#loss);
    this.#scale = this.#domain.box.map(([low, high]) => 1 / (high - low));
    this.#data = new PointMap(this.#domain.dim);
    this.#pending = new PendingPoints(this.#domain.dim);
  }

  /** Number of variables. */
  get ndim(): number {
    return this.#domain.dim;
  }

  /** Numbers in a value; 1 for scalars and before the first value. */
  get vdim(): number {
    return vdimOf(this.#data);
  }

  /** Where it samples: `[lower, upper]` of each axis, or `{hull: points}`. */
  get bounds(): DomainBounds {
    return this.options.bounds;
  }

  /** Whether all corners of the bounds have a value. */
  get boundsAreDone(): boolean {
    return this.#domain.corners.every((corner) => this.#data.has([...corner]));
  }

  /** Whether a point lies in the box or the hull; a point outside is kept in `data` and not learned from. */
  insideBounds(point: readonly number[]): boolean {
    checkPoint("LearnerND", point, this.ndim);
    return this.#domain.contains(point);
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
    checkCount("LearnerND", n);
    if (tellPending) return this.#ask(n);
    return this.#askWithoutTrace(n);
  }

  tell(point: number[], value: Value): void {
    checkPoint("LearnerND", point, this.ndim);
    this.#checkValue(value);
    if (this.#data.has(point)) return;
    const hint = this.#pending.take(point);
    const sampler = this.#triangulated();
    this.#data.set(point, value);
    if (!this.#domain.contains(point)) return;
    const isWider = this.#range.includeValue(value);
    if (sampler === null) {
      this.#early.points.push([...point]);
      this.#early.values.push(value);
      this.#early.isTried = false;
      return;
    }
    sampler.book.multiplier = this.#range.multiplier;
    if (isWider) sampler.recompute(this.#range.multiplier);
    sampler.insert(point, value, hint);
  }

  tellMany(points: ArrayLike<number[]>, values: ArrayLike<Value>): void {
    checkSameLength("LearnerND", points, values);
    for (let i = 0; i < points.length; i++) {
      checkPoint("LearnerND", points[i], this.ndim);
      this.#checkValue(values[i]);
    }
    for (let i = 0; i < points.length; i++) this.tell(points[i]!, values[i]!);
  }

  tellPending(point: number[]): void {
    checkPoint("LearnerND", point, this.ndim);
    if (this.#data.has(point) || !this.#domain.contains(point)) return;
    this.#addPending([...point], -1);
  }

  /**
   * Returns the largest loss of a simplex, `Infinity` before there is one. Pending points do not count, so
   * `real` makes no difference (as in adaptive).
   */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the parameter belongs to the interface
  loss(_options?: { readonly real?: boolean }): number {
    return this.#triangulated()?.book.largest ?? Infinity;
  }

  /**
   * Returns the linear interpolation of the data at points: numbers, or vectors when the values are; NaN outside
   * the told points.
   */
  interpolate(points: readonly (readonly number[])[]): (number | number[])[] {
    for (const point of points) checkPoint("LearnerND", point, this.ndim);
    return interpolateIn(
      this.#triangulated(),
      points,
      this.#data.size > 0 && typeof this.#data.valueAt(0) !== "number",
    );
  }

  /**
   * Returns the interpolation on a grid of `n` points along each axis of the bounds: `values` lists them with
   * the last axis running fastest.
   */
  interpolatedOnGrid(n = 30): { axes: number[][]; values: (number | number[])[] } {
    checkCount("LearnerND", n);
    const axes = this.#domain.box.map(([low, high]) =>
      Array.from({ length: n }, (_, i) => (i === n - 1 ? high : low + ((high - low) * i) / (n - 1))),
    );
    let grid: number[][] = [[]];
    for (const axis of axes) grid = grid.flatMap((point) => axis.map((x) => [...point, x]));
    return { axes, values: this.interpolate(grid) };
  }

  /**
   * Returns the straight pieces `[[x, y], [x, y]]` of the line on which the interpolated function has the value `level`;
   * for numbers over two variables. Follows adaptive's `plot_isoline`, of which `plot(learner, {levels})` is the picture.
   * Throws for a level that the values do not reach.
   */
  isoline(level: number): number[][][] {
    return isolinePieces(linearOf(this.#triangulated()), level);
  }

  /**
   * Returns the surface, as vertices and triangles, on which the interpolated function has the value `level`; for numbers
   * over three variables. Follows adaptive's `plot_isosurface`. Throws for a level that the values do not reach.
   */
  isosurface(level: number): Isosurface {
    return isosurfaceOf(linearOf(this.#triangulated()), level);
  }

  /** Rows `[...point, ...value]` in the order told. */
  toArray(): number[][] {
    return rowsOf(this.#data);
  }

  /** Corners of the simplices, for pictures. */
  simplices(): number[][][] {
    const sampler = this.#triangulated();
    if (sampler === null) return [];
    const { coords, dim, store } = sampler.tri;
    return [...store.real()].map((slot) =>
      Array.from({ length: store.width }, (_, k) => sampler.toPoint(coords, store.vertex(slot, k) * dim)),
    );
  }

  removeUnfinished(): void {
    this.#pending.clear();
    this.#corner = 0;
    this.#sampler?.removePending();
  }

  readonly new = (): LearnerND<Value> => new LearnerND<Value>(this.function, this.options);

  copyFrom(other: Learner<number[], Value>): void {
    for (const [point, value] of other.data) this.tell(point, value);
  }

  [DOOR_REFERENCE](): DoorReference {
    return { path: "LearnerND", use: "construct", args: [this.function, this.options] };
  }

  #checkValue(value: unknown): void {
    checkValue("LearnerND", value, this.#data);
    if (this.options.anisotropic !== true || typeof value === "number") return;
    throw new LearnerError("bad-value", `An anisotropic LearnerND learns numbers only, not ${show(value)}.`);
  }

  /** The triangulation, made as soon as the points span the space. */
  #triangulated(): Sampler | null {
    if (this.#sampler !== null || this.#early.isTried) return this.#sampler;
    this.#early.isTried = true;
    const { points, values } = this.#early;
    if (points.length <= this.ndim) return null;
    const tri = triangulate(
      this.ndim,
      points.map((point) => point.map((x, c) => x * this.#scale[c]!)),
    );
    if (tri === null) return null;
    const first = values[0]!;
    const sampler = new Sampler(tri, {
      scale: this.#scale,
      vdim: typeof first === "number" ? 1 : first.length,
      loss: this.#loss,
      isAnisotropic: this.options.anisotropic ?? false,
    });
    values.forEach((value, vertex) => sampler.book.setValue(vertex, value));
    sampler.recompute(this.#range.multiplier);
    this.#early = { points: [], values: [], isTried: true };
    this.#sampler = sampler;
    return sampler;
  }

  #ask(n: number): Asked<number[]> {
    const points: number[][] = [];
    const lossImprovements: number[] = [];
    while (points.length < n) {
      const next = this.#askOne();
      if (next === null) break;
      points.push(next.point);
      lossImprovements.push(next.loss);
    }
    return { points, lossImprovements };
  }

  #askOne(): { point: number[]; loss: number } | null {
    const corner = this.#nextCorner();
    if (corner !== null) return this.#askedFirst(corner);
    const sampler = this.#triangulated();
    if (sampler === null) return this.#askedFirst(this.#randomPoint());
    for (;;) {
      const candidate = sampler.choose();
      if (candidate === null) return null;
      const { point, loss, slot } = candidate;
      if (this.#data.has(point) || this.#pending.has(point)) sampler.discard(candidate);
      else {
        this.#pending.add(point, sampler.addPending(point, slot));
        return { point: [...point], loss };
      }
    }
  }

  #askedFirst(point: number[]): { point: number[]; loss: number } {
    this.#addPending([...point], -1);
    return { point, loss: Infinity };
  }

  #addPending(point: number[], hint: number): void {
    this.#pending.add(point, this.#triangulated()?.addPending(point, hint) ?? -1);
  }

  #nextCorner(): number[] | null {
    const { corners } = this.#domain;
    for (; this.#corner < corners.length; this.#corner++) {
      const corner = corners[this.#corner]!;
      if (!this.#data.has(corner) && !this.#pending.has(corner)) return [...corner];
    }
    return null;
  }

  #randomPoint(): number[] {
    for (;;) {
      const point = this.#domain.box.map(([low, high]) => this.#random.random() * (high - low) + low);
      if (this.#domain.contains(point)) return point;
    }
  }

  #askWithoutTrace(n: number): Asked<number[]> {
    const random = new PythonRandom(1);
    random.copyFrom(this.#random);
    const corner = this.#corner;
    const sampler = this.#triangulated();
    if (sampler !== null) sampler.trace = [];
    const asked = this.#ask(n);
    for (const point of asked.points) this.#pending.take(point);
    if (sampler !== null) {
      sampler.undo(sampler.trace ?? []);
      sampler.trace = null;
    }
    this.#corner = corner;
    this.#random.copyFrom(random);
    return asked;
  }
}
