import type { IntervalLoss } from "../loss/interval-loss.js";
import { IntervalLosses } from "./interval-losses.js";
import { Line, TOLD } from "./line.js";
import { ScaledLoss } from "./scaled-loss.js";
import { Values, type Value1D } from "./values.js";

/** Losses are computed anew when the scale of the values has grown by this factor. */
const RECOMPUTE_FACTOR = 2;

/**
 * Keeps the losses of a 1D learner's intervals true while points come in.
 *
 * `real` has a loss for each interval between points with values. `combined` has one for each interval between
 * neighbours of any kind: the share of the real interval that holds it by width, or infinity where there is
 * none. A new point changes the losses of its own and `order` more intervals on each side.
 */
export class Sampling {
  readonly line: Line;
  readonly values = new Values();
  readonly real: IntervalLosses;
  readonly scaledLoss: ScaledLoss;
  readonly #combined: IntervalLosses;
  /** Scale of the values when all losses were last computed. */
  #computedScale = 0;
  #smallest: number;
  #largest: number;
  /** Real intervals whose loss is still to be shared out among the pending points inside. */
  readonly #toShare = new Set<number>();

  constructor(loss: IntervalLoss, bounds: readonly [number, number]) {
    this.line = new Line(bounds);
    [this.#smallest, this.#largest] = bounds;
    this.scaledLoss = new ScaledLoss(loss, this.line, this.values);
    this.real = new IntervalLosses(this.line.points, this.line.real, bounds[1] - bounds[0]);
    this.#combined = new IntervalLosses(this.line.points, this.line.combined, bounds[1] - bounds[0]);
  }

  /** The losses between neighbours of any kind. */
  get combined(): IntervalLosses {
    if (this.#toShare.size > 0) {
      for (const left of this.#toShare) this.#share(left);
      this.#toShare.clear();
    }
    return this.#combined;
  }

  /** Adds a point with a checked value. */
  tell(id: number, value: Value1D): void {
    const { line, values, scaledLoss } = this;
    line.addTold(id);
    values.put(id, value);
    const x = line.points.xs[id]!;
    if (!line.isInside(x)) return;
    values.include(id);
    if (x < this.#smallest) this.#smallest = x;
    if (x > this.#largest) this.#largest = x;
    scaledLoss.xScale = this.#largest - this.#smallest;
    if (values.scale > RECOMPUTE_FACTOR * this.#computedScale) this.#computeAll();
    else this.#computeAround(id);
    this.#markUnknown(id);
  }

  /** Changes the value of a known point inside the bounds to a mean over samples that reach from `low` to `high`. */
  retell(id: number, mean: number, low: number, high: number): void {
    const { values } = this;
    values.put(id, mean);
    values.widen(low);
    if (high !== low) values.widen(high);
    if (values.scale > RECOMPUTE_FACTOR * this.#computedScale) this.#computeAll();
    else this.#computeAround(id);
    this.#markUnknown(id);
  }

  /** Adds a pending point. */
  tellPending(id: number): void {
    const { line } = this;
    line.addPending(id);
    const xs = line.points.xs;
    const x = xs[id]!;
    if (!line.isInside(x)) return;
    const left = line.realLeftOf(id);
    const right = left < 0 ? line.real.first : line.real.nextOf(left);
    const before = line.combined.previousOf(id);
    const after = line.combined.nextOf(id);
    const isBetween = left >= 0 && right >= 0;
    const slope = isBetween ? this.real.loss[left]! : Infinity;
    const width = isBetween ? xs[right]! - xs[left]! : 1;
    if (before >= 0) this.#combined.set(before, ((x - xs[before]!) * slope) / width);
    if (after >= 0) this.#combined.set(id, ((xs[after]! - x) * slope) / width);
  }

  /** Adds many points with checked values at once: O(n log n) however many there are. Known points stay as they are. */
  tellMany(points: ArrayLike<number>, values: ArrayLike<Value1D>): void {
    const { line } = this;
    line.reserve(points.length);
    for (let i = 0; i < points.length; i++) {
      const id = line.idOf(points[i]!);
      if (line.state(id) === TOLD) continue;
      line.markTold(id);
      this.values.put(id, values[i]!);
      if (i === 0) this.values.reserve(line.points.size + points.length);
      if (line.isInside(points[i]!)) this.values.include(id);
    }
    this.real.reserve(line.points.size);
    this.#combined.reserve(line.points.size);
    line.arrange();
    this.#rescale();
    this.#computeAll();
    this.#markAllUnknown();
  }

  /** Forgets the pending points. */
  removeUnfinished(): void {
    this.line.dropPending();
    this.#toShare.clear();
    this.#combined.copyFrom(this.real);
  }

  /** Takes the length of the domain anew from the points, as adaptive does when it is told many at once. */
  #rescale(): void {
    const { first, last } = this.line.combined;
    if (first === last) return;
    const xs = this.line.points.xs;
    [this.#smallest, this.#largest] = [xs[first]!, xs[last]!];
    const xScale = this.#largest - this.#smallest;
    this.scaledLoss.xScale = xScale;
    this.real.xScale = xScale;
    this.#combined.xScale = xScale;
  }

  #computeAll(): void {
    const { real } = this.line;
    this.real.markStale();
    this.#combined.markStale();
    for (let left = real.first; left >= 0 && real.nextOf(left) >= 0; left = real.nextOf(left))
      this.#compute(left);
    this.#computedScale = this.values.scale;
  }

  /** Computes the losses that depend on a point. */
  #computeAround(id: number): void {
    const { links } = this.line.real;
    let left = id;
    let end = id;
    for (let i = 0; i <= this.scaledLoss.order; i++) {
      if (links[2 * left + 1]! >= 0) left = links[2 * left + 1]!;
      if (links[2 * end]! >= 0) end = links[2 * end]!;
    }
    for (; left !== end; left = links[2 * left]!) this.#compute(left);
  }

  #compute(left: number): void {
    const { real, combined, points } = this.line;
    const loss = this.scaledLoss.of(left);
    this.real.set(left, loss);
    const right = real.nextOf(left);
    if (combined.nextOf(left) !== right) {
      this.#toShare.add(left);
      return;
    }
    const width = points.xs[right]! - points.xs[left]!;
    this.#combined.set(left, (width * loss) / width);
  }

  #share(left: number): void {
    const { real, combined, points } = this.line;
    const xs = points.xs;
    const right = real.nextOf(left);
    const width = xs[right]! - xs[left]!;
    const loss = this.real.loss[left]!;
    for (let a = left; a !== right;) {
      const b = combined.nextOf(a);
      this.#combined.set(a, ((xs[b]! - xs[a]!) * loss) / width);
      a = b;
    }
  }

  /** Intervals on a side where no point has a value have no loss to share. */
  #markUnknown(id: number): void {
    const { real, combined } = this.line;
    const before = combined.previousOf(id);
    if (before >= 0 && real.previousOf(id) < 0) this.#combined.set(before, Infinity);
    if (combined.nextOf(id) >= 0 && real.nextOf(id) < 0) this.#combined.set(id, Infinity);
  }

  #markAllUnknown(): void {
    const { real, combined } = this.line;
    for (let id = combined.first; id >= 0 && id !== real.first; id = combined.nextOf(id)) {
      this.#combined.set(id, Infinity);
    }
    for (let id = real.last; id >= 0 && combined.nextOf(id) >= 0; id = combined.nextOf(id)) {
      this.#combined.set(id, Infinity);
    }
  }
}
