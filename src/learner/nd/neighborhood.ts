import type { Triangulation } from "../triangulation/triangulation.js";

/** Collects simplices around vertices and points, each once. */
export class Neighborhood {
  readonly #tri: Triangulation;
  #marks = new Int32Array(64);
  #stamp = 0;
  #vertexMarks = new Int32Array(64);
  readonly #weights: number[] = [];

  constructor(tri: Triangulation) {
    this.#tri = tri;
  }

  /** Returns `slot` and its neighbours that hold the point in the scratch row, on an edge or face of them. */
  holding(slot: number, margin: number): number[] {
    const { store, count } = this.#tri;
    this.#start();
    const found = [slot];
    this.#marks[slot] = this.#stamp;
    let kept = 0;
    for (let k = 0; k < found.length; k++) {
      const at = found[k]!;
      const isFlat = store.flat[at] === 1;
      if (!isFlat) {
        this.#tri.barycentric(at, count, this.#weights);
        if (this.#weights.some((weight) => weight < -margin)) continue;
        found[kept++] = at;
      }
      for (let i = 0; i < store.width; i++) {
        if (!isFlat && this.#weights[i]! > margin) continue;
        const next = store.neighbors[at * store.width + i]!;
        if (this.#marks[next] === this.#stamp || store.isGhost(next)) continue;
        this.#marks[next] = this.#stamp;
        found.push(next);
      }
      // Those that hold the point are moved to the front, so that the end of the list is still to be looked at.
    }
    found.length = kept;
    return found;
  }

  /** Returns the simplices at a vertex. */
  star(vertex: number, found: number[] = []): number[] {
    this.#start();
    this.#addStar(vertex, found);
    return found;
  }

  /**
   * Returns the simplices that have exactly one vertex outside the vertices of `slots`: their neighbours across
   * a face, and what else adaptive takes for such.
   */
  around(slots: readonly number[]): number[] {
    const { store, dim } = this.#tri;
    const vertices = this.markVertices(slots);
    const found: number[] = [];
    this.#start();
    for (const slot of slots) this.#marks[slot] = this.#stamp;
    for (const vertex of vertices) this.#addStar(vertex, found);
    return found.filter((slot) => {
      let shared = 0;
      for (let k = 0; k <= dim; k++) {
        if (this.#vertexMarks[store.vertices[slot * store.width + k]!] === this.#stamp) shared++;
      }
      return shared === dim;
    });
  }

  /** Returns the vertices of simplices, each once. */
  markVertices(slots: readonly number[]): number[] {
    const { store } = this.#tri;
    // The stamp of the vertices is that of the search that follows.
    const stamp = this.#stamp + 1;
    if (this.#vertexMarks.length < this.#tri.count) {
      const larger = new Int32Array(2 * this.#tri.count);
      larger.set(this.#vertexMarks);
      this.#vertexMarks = larger;
    }
    const vertices: number[] = [];
    for (const slot of slots) {
      for (let k = 0; k < store.width; k++) {
        const vertex = store.vertices[slot * store.width + k]!;
        if (this.#vertexMarks[vertex] === stamp) continue;
        this.#vertexMarks[vertex] = stamp;
        vertices.push(vertex);
      }
    }
    return vertices;
  }

  /** Adds the simplices at a vertex that are not marked yet. */
  #addStar(vertex: number, found: number[]): void {
    const { store, vertexSimplex } = this.#tri;
    const { width, vertices, neighbors } = store;
    const seen = [vertexSimplex[vertex]!];
    // Simplices met before are walked through but not added again, so the walk has marks of its own.
    const walked = new Set(seen);
    for (const slot of seen) {
      if (store.isReal(slot) && this.#marks[slot] !== this.#stamp) {
        this.#marks[slot] = this.#stamp;
        found.push(slot);
      }
      for (let i = 0; i < width; i++) {
        if (vertices[slot * width + i] === vertex) continue;
        const next = neighbors[slot * width + i]!;
        if (walked.has(next)) continue;
        walked.add(next);
        seen.push(next);
      }
    }
  }

  #start(): void {
    this.#stamp++;
    if (this.#marks.length >= this.#tri.store.size) return;
    const larger = new Int32Array(2 * this.#tri.store.size);
    larger.set(this.#marks);
    this.#marks = larger;
  }
}
