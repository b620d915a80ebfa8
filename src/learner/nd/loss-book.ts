import { makeFacts, type SimplexFacts } from "../loss/simplex-facts.js";
import { kernelOf, type SimplexKernel, type SimplexLoss } from "../loss/simplex-loss.js";
import type { Triangulation } from "../triangulation/triangulation.js";
import { MaximumTree } from "./maximum-tree.js";

/**
 * Computes and keeps the loss of every simplex.
 *
 * A simplex at a value that is not finite has loss 0, and so has one whose loss is no number: there is nothing
 * to be learned there by these losses, and points go where there is.
 */
export class LossBook {
  readonly usesNeighbors: boolean;
  readonly vdim: number;
  /** Loss of each slot. */
  losses: Float64Array = new Float64Array(16);
  /** Factor by which values are multiplied before a loss sees them. */
  multiplier = 1;
  /** Values at the vertices. */
  #values: Float64Array;
  readonly #tri: Triangulation;
  readonly #facts: SimplexFacts;
  readonly #kernel: SimplexKernel;
  /** Largest loss; made when first asked for. */
  #maximum: MaximumTree | null = null;

  constructor(tri: Triangulation, vdim: number, loss: SimplexLoss) {
    this.#tri = tri;
    this.vdim = vdim;
    this.usesNeighbors = loss.nthNeighbors === 1;
    this.#facts = makeFacts(tri.dim, vdim);
    this.#kernel = kernelOf(loss);
    this.#values = new Float64Array(16 * vdim);
  }

  /** The largest loss of all. */
  get largest(): number {
    if (this.#maximum === null) {
      this.#maximum = new MaximumTree();
      for (const slot of this.#tri.store.real()) this.#maximum.set(slot, this.losses[slot]!);
    }
    return this.#maximum.max;
  }

  /** Sets the value at a vertex. */
  setValue(vertex: number, value: number | ArrayLike<number>): void {
    const { vdim } = this;
    if ((vertex + 1) * vdim > this.#values.length) {
      const larger = new Float64Array(2 * (vertex + 1) * vdim);
      larger.set(this.#values);
      this.#values = larger;
    }
    if (typeof value === "number") this.#values[vertex] = value;
    else for (let c = 0; c < vdim; c++) this.#values[vertex * vdim + c] = value[c]!;
  }

  /** Returns component `c` of the value at a vertex. */
  valueAt(vertex: number, c: number): number {
    return this.#values[vertex * this.vdim + c]!;
  }

  /** Computes the loss of a slot anew, keeps and returns it. */
  update(slot: number): number {
    const loss = this.#compute(slot);
    if (slot >= this.losses.length) {
      const larger = new Float64Array(Math.max(2 * this.losses.length, slot + 1));
      larger.set(this.losses);
      this.losses = larger;
    }
    this.losses[slot] = loss;
    this.#maximum?.set(slot, loss);
    return loss;
  }

  /** Forgets the loss of a slot that holds no simplex any more. */
  forget(slot: number): void {
    this.#maximum?.set(slot, -Infinity);
  }

  #compute(slot: number): number {
    const facts = this.#facts;
    const { store } = this.#tri;
    const { cells, width } = store;
    const offset = slot * store.stride;
    let isFinite = true;
    for (let k = 0; k < width; k++) {
      if (!this.#copyVertex(cells[offset + k]!, k, facts.points, facts.values)) isFinite = false;
    }
    if (!isFinite) return 0;
    if (this.usesNeighbors) this.#copyNeighbors(slot);
    facts.valueScale = this.multiplier;
    const loss = this.#kernel(facts);
    return loss === loss ? loss : 0;
  }

  /** Copies a vertex and its scaled value to place `k`; returns whether the value is finite. */
  #copyVertex(vertex: number, k: number, points: Float64Array, values: Float64Array): boolean {
    const { dim, coords } = this.#tri;
    const { vdim, multiplier } = this;
    for (let c = 0; c < dim; c++) points[k * dim + c] = coords[vertex * dim + c]!;
    let isFinite = true;
    for (let c = 0; c < vdim; c++) {
      const value = this.#values[vertex * vdim + c]! * multiplier;
      // The difference is NaN for NaN and for infinities.
      if (value - value !== 0) isFinite = false;
      values[k * vdim + c] = value;
    }
    return isFinite;
  }

  /** Copies the vertices beyond the faces; one with a value that is not finite counts as absent. */
  #copyNeighbors(slot: number): void {
    const { store } = this.#tri;
    const facts = this.#facts;
    for (let k = 0; k < store.width; k++) {
      const neighbor = store.neighbor(slot, k);
      facts.hasNeighbor[k] = 0;
      if (!store.isReal(neighbor)) continue;
      const vertex = store.vertex(neighbor, store.placeOf(neighbor, slot));
      if (this.#copyVertex(vertex, k, facts.neighborPoints, facts.neighborValues)) facts.hasNeighbor[k] = 1;
    }
  }
}
