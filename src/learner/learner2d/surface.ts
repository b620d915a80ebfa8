import type { TriangleFacts, TriangleLoss } from "../loss/triangle-loss.js";
import { MaximumTree } from "../nd/maximum-tree.js";
import { SimplexQueue } from "../nd/simplex-queue.js";
import type { Triangulation } from "../triangulation/triangulation.js";
import { GradientField } from "./gradient-field.js";

/** Growth of the range of the values after which all losses are computed again. */
const RANGE_GROWTH = 1.01;

/** Is a triangulated surface of known values with the loss of every triangle, kept up to date point by point. */
export class Surface {
  readonly tri: Triangulation;
  readonly queue: SimplexQueue;
  readonly vdim: number;
  readonly field: GradientField;
  readonly #loss: TriangleLoss;
  readonly #facts: TriangleFacts;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  #range = 1;
  #usedRange = 1;
  #maximum: MaximumTree | null = null;
  readonly #touched: number[] = [];
  readonly #one: number[] = [0];

  constructor(tri: Triangulation, vdim: number, loss: TriangleLoss) {
    this.tri = tri;
    this.vdim = vdim;
    this.queue = new SimplexQueue(tri.store);
    this.field = new GradientField(tri, vdim);
    this.#loss = loss;
    this.#low = new Float64Array(vdim).fill(Infinity);
    this.#high = new Float64Array(vdim).fill(-Infinity);
    this.#facts = {
      points: new Float64Array(6),
      values: new Float64Array(3 * vdim),
      gradients: new Float64Array(6 * vdim),
      vdim,
      valueRange: 1,
      area: 0,
    };
  }

  /** The largest loss of a triangle. */
  get largest(): number {
    if (this.#maximum === null) {
      this.#maximum = new MaximumTree();
      for (const slot of this.tri.store.real()) this.#maximum.set(slot, this.queue.losses[slot]!);
    }
    return this.#maximum.max;
  }

  /** Gives the first vertices their values and computes all losses. */
  start(values: readonly ArrayLike<number>[]): void {
    values.forEach((value, vertex) => this.#setValue(vertex, value));
    this.field.relax(
      Array.from({ length: this.tri.count }, (_, vertex) => vertex),
      this.#range,
    );
    this.#updateAll();
  }

  /** Adds a point in scaled coordinates; returns its vertex, or -1 when it lies on one. */
  add(point: ArrayLike<number>, value: ArrayLike<number>, hint: number): number {
    const vertex = this.tri.insert(point, hint);
    if (vertex < 0) return -1;
    const { removed, store } = this.tri;
    for (const slot of removed) {
      if (store.isReal(slot)) continue;
      this.queue.remove(slot);
      this.#maximum?.set(slot, -Infinity);
    }
    this.#setValue(vertex, value);
    this.#one[0] = vertex;
    this.field.relax(this.#one, this.#range);
    this.#update();
    return vertex;
  }

  /** Gives a vertex another value. */
  change(vertex: number, value: ArrayLike<number>): void {
    let isSame = true;
    for (let v = 0; v < this.vdim; v++) if (this.field.value(vertex, v) !== value[v]) isSame = false;
    if (isSame) return;
    this.#setValue(vertex, value);
    this.#one[0] = vertex;
    this.field.relax(this.#one, this.#range);
    this.#update();
  }

  #setValue(vertex: number, value: ArrayLike<number>): void {
    this.field.setValue(vertex, value);
    for (let v = 0; v < this.vdim; v++) {
      const x = value[v]!;
      if (x - x !== 0) continue;
      if (x < this.#low[v]!) this.#low[v] = x;
      if (x > this.#high[v]!) this.#high[v] = x;
    }
    let range = 0;
    for (let v = 0; v < this.vdim; v++) range = Math.max(range, this.#high[v]! - this.#low[v]!);
    this.#range = range > 0 ? range : 1;
  }

  /** Computes the losses around vertices whose value or slope changed. */
  #update(): void {
    const ratio = this.#range / this.#usedRange;
    if (ratio > RANGE_GROWTH || ratio < 1 / RANGE_GROWTH) {
      this.#updateAll();
      return;
    }
    const { store } = this.tri;
    const touched = this.#touched;
    const { field } = this;
    let count = 0;
    const mark = store.newMarks(1);
    for (let k = 0; k < field.changedCount; k++) {
      count = field.collectStar(field.changed[k]!, mark, touched, count);
    }
    for (let k = 0; k < count; k++) this.#updateSlot(touched[k]!);
  }

  #updateAll(): void {
    this.#usedRange = this.#range;
    for (const slot of this.tri.store.real()) this.#updateSlot(slot);
  }

  #updateSlot(slot: number): void {
    const { stride, cells } = this.tri.store;
    const { rows, stride: length } = this.field;
    const facts = this.#facts;
    const { points, values, gradients } = facts;
    let isFinite = true;
    for (let k = 0, to = 0; k < 3; k++) {
      const row = cells[slot * stride + k]! * length;
      points[2 * k] = rows[row]!;
      points[2 * k + 1] = rows[row + 1]!;
      for (let at = row + 2; at < row + length; at += 3, to++) {
        const value = rows[at]!;
        if (value - value !== 0) isFinite = false;
        values[to] = value;
        gradients[2 * to] = rows[at + 1]!;
        gradients[2 * to + 1] = rows[at + 2]!;
      }
    }
    const ux = points[2]! - points[0]!;
    const uy = points[3]! - points[1]!;
    facts.area = Math.abs(ux * (points[5]! - points[1]!) - uy * (points[4]! - points[0]!)) / 2;
    facts.valueRange = this.#usedRange;
    const computed = isFinite ? this.#loss(facts) : 0;
    const loss = computed === computed ? computed : 0;
    this.queue.set(slot, loss);
    this.#maximum?.set(slot, loss);
  }
}
