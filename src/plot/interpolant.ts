import { triangulate } from "../learner/triangulation/triangulate.js";
import type { Triangulation } from "../learner/triangulation/triangulation.js";

/** Values at points of two axes or more, linear on a Delaunay triangulation of them. */
export class Interpolant {
  readonly #triangulation: Triangulation;
  readonly #values: readonly number[];
  readonly #domains: readonly (readonly [number, number])[];
  readonly #weights: Float64Array;
  #last = -1;

  private constructor(
    triangulation: Triangulation,
    values: readonly number[],
    domains: readonly (readonly [number, number])[],
  ) {
    this.#triangulation = triangulation;
    this.#values = values;
    this.#domains = domains;
    this.#weights = new Float64Array(domains.length + 1);
  }

  /** Makes one; null when the points do not span the space. The domains are scaled to one length. */
  static of(
    points: readonly (readonly number[])[],
    values: readonly number[],
    domains: readonly (readonly [number, number])[],
  ): Interpolant | null {
    const dim = domains.length;
    if (points.length <= dim) return null;
    const scaled = points.map((point) => scale(point, domains));
    const triangulation = triangulate(dim, scaled);
    return triangulation && new Interpolant(triangulation, values, domains);
  }

  /** Returns the value at a point; NaN outside the hull of the points. */
  at(point: readonly number[]): number {
    const tri = this.#triangulation;
    tri.writePoint(scale(point, this.#domains));
    const slot = tri.find(this.#last);
    this.#last = slot;
    if (!tri.store.isReal(slot)) return this.#onHull(point, slot);
    tri.barycentric(slot, tri.count, this.#weights);
    return this.#weigh(slot);
  }

  /** Returns the corners of all simplices, `dim + 1` for each. */
  simplices(): Uint32Array {
    const { store } = this.#triangulation;
    const corners: number[] = [];
    for (const slot of store.real())
      for (let i = 0; i < store.width; i++) corners.push(store.vertex(slot, i));
    return Uint32Array.from(corners);
  }

  /** A point on the hull may be taken to be beyond it by rounding. */
  #onHull(point: readonly number[], slot: number): number {
    const tri = this.#triangulation;
    const inner = tri.store.isGhost(slot) ? tri.store.inner(slot) : -1;
    if (inner < 0) return NaN;
    tri.writePoint(scale(point, this.#domains));
    tri.barycentric(inner, tri.count, this.#weights);
    return this.#weights.every((weight) => weight > -1e-9) ? this.#weigh(inner) : NaN;
  }

  #weigh(slot: number): number {
    const { store } = this.#triangulation;
    let sum = 0;
    for (let i = 0; i < store.width; i++) sum += this.#weights[i]! * this.#values[store.vertex(slot, i)]!;
    return sum;
  }
}

function scale(point: readonly number[], domains: readonly (readonly [number, number])[]): number[] {
  return domains.map(([from, to], axis) => (point[axis]! - from) / (to - from || 1));
}
