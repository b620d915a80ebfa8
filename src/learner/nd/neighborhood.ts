import type { Triangulation } from "../triangulation/triangulation.js";

/** Collects simplices around vertices and points, each once. */
export class Neighborhood {
  readonly #tri: Triangulation;
  #vertexMarks = new Int32Array(64);
  #vertexMark = 0;
  readonly #weights: number[] = [];
  readonly #found: number[] = [];

  constructor(tri: Triangulation) {
    this.#tri = tri;
  }

  /**
   * Returns `slot` and its neighbours that hold the point in the scratch row, on an edge or face of them. The
   * array is used again by the next search.
   */
  holding(slot: number, margin: number): readonly number[] {
    const { store, count } = this.#tri;
    const found = this.#found;
    const weights = this.#weights;
    const mark = store.newMarks(1);
    this.#start(slot, mark);
    let kept = 0;
    for (let k = 0; k < found.length; k++) {
      const at = found[k]!;
      const isFlat = store.isFlat(at);
      if (!isFlat) {
        this.#tri.barycentric(at, count, weights);
        if (!isAtLeast(weights, -margin)) continue;
        // Those that hold the point are moved to the front; the rest of the list is still to be looked at.
        found[kept++] = at;
      }
      for (let i = 0; i < store.width; i++) {
        if (isFlat || weights[i]! <= margin) this.#visit(store.neighbor(at, i), mark);
      }
    }
    found.length = kept;
    return found;
  }

  /** Returns the simplices with a vertex in common with any of `slots`, themselves included. */
  touching(slots: readonly number[]): number[] {
    const { store } = this.#tri;
    this.vertices(slots);
    const mark = store.newMarks(1);
    const found: number[] = [];
    const seen = [...slots];
    for (const slot of slots) store.cells[slot * store.stride + store.markAt] = mark;
    for (const slot of seen) {
      if (store.isReal(slot)) found.push(slot);
      for (let i = 0; i < store.width; i++) {
        const next = store.neighbor(slot, i);
        const at = next * store.stride + store.markAt;
        if (store.cells[at] === mark || this.#shared(next) === 0) continue;
        store.cells[at] = mark;
        seen.push(next);
      }
    }
    return found;
  }

  /**
   * Returns the simplices that have exactly one vertex outside the vertices of `slots`: their neighbours across
   * a face, and what else adaptive takes for such.
   */
  around(slots: readonly number[]): number[] {
    const { dim } = this.#tri;
    return this.touching(slots).filter((slot) => this.#shared(slot) === dim);
  }

  /** Returns the vertices of simplices, each once. */
  vertices(slots: readonly number[]): number[] {
    const { store } = this.#tri;
    if (this.#vertexMarks.length < this.#tri.count) {
      const larger = new Int32Array(2 * this.#tri.count);
      larger.set(this.#vertexMarks);
      this.#vertexMarks = larger;
    }
    const mark = ++this.#vertexMark;
    const vertices: number[] = [];
    for (const slot of slots) {
      for (let k = 0; k < store.width; k++) {
        const vertex = store.vertex(slot, k);
        if (this.#vertexMarks[vertex] === mark) continue;
        this.#vertexMarks[vertex] = mark;
        vertices.push(vertex);
      }
    }
    return vertices;
  }

  /** Number of vertices of a slot that {@link Neighborhood.vertices} returned last. */
  #shared(slot: number): number {
    const { store } = this.#tri;
    let shared = 0;
    for (let k = 0; k < store.width; k++) {
      const vertex = store.vertex(slot, k);
      if (vertex >= 0 && this.#vertexMarks[vertex] === this.#vertexMark) shared++;
    }
    return shared;
  }

  #start(slot: number, mark: number): void {
    if (this.#found.length > 0) this.#found.length = 0;
    this.#visit(slot, mark);
  }

  /** Adds a simplex to the list, once. */
  #visit(slot: number, mark: number): void {
    const { store } = this.#tri;
    const at = slot * store.stride + store.markAt;
    if (store.cells[at] === mark || store.isGhost(slot)) return;
    store.cells[at] = mark;
    this.#found.push(slot);
  }
}

function isAtLeast(weights: readonly number[], bound: number): boolean {
  for (let i = 0; i < weights.length; i++) if (!(weights[i]! >= bound)) return false;
  return true;
}
