import type { Triangulation } from "./triangulation.js";

/**
 * Interpolates linearly in the simplices of a triangulation: writes the weights and the vertices of the simplex
 * that holds a point, and returns whether there is one. `near` is the simplex found last, a good place to start.
 */
export class LinearInterpolation {
  readonly tri: Triangulation;
  readonly weights: number[] = [];
  readonly vertices: number[] = [];
  #near = -1;

  constructor(tri: Triangulation) {
    this.tri = tri;
  }

  /** Finds the simplex that holds `point`, up to 1e-8 of its size; false when it is outside the hull. */
  find(point: ArrayLike<number>): boolean {
    const { tri, weights, vertices } = this;
    const { store } = tri;
    tri.writePoint(point);
    const found = tri.find(this.#near);
    const slot = store.isGhost(found) ? store.inner(found) : found;
    this.#near = slot;
    tri.barycentric(slot, tri.count, weights);
    if (found !== slot && !weights.every((weight) => weight >= -1e-8)) return false;
    let sum = 0;
    for (let k = 0; k < store.width; k++) {
      // In a flat simplex rounding could make weights of any size.
      const weight = Math.min(Math.max(weights[k]!, 0), 1);
      weights[k] = Number.isNaN(weight) ? 0 : weight;
      sum += weights[k]!;
      vertices[k] = store.vertex(slot, k);
    }
    for (let k = 0; k < store.width; k++) weights[k] = sum > 0 ? weights[k]! / sum : 1 / store.width;
    return true;
  }
}
