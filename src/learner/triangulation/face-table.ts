import type { SimplexStore } from "./simplex-store.js";

/**
 * Joins new simplices that share a face, by looking faces up in a hash table of their vertices.
 *
 * A face is told by the simplex that offered it first and the place of the vertex it lacks.
 */
export class FaceTable {
  #slots = new Int32Array(64);
  #places = new Int32Array(64);
  #stamps = new Int32Array(64);
  #stamp = 0;
  #mask = 63;

  /** Forgets all faces and makes room for `count` of them. */
  start(count: number): void {
    this.#stamp++;
    if (this.#slots.length >= 2 * count) return;
    let size = this.#slots.length;
    while (size < 2 * count) size *= 2;
    this.#slots = new Int32Array(size);
    this.#places = new Int32Array(size);
    this.#stamps = new Int32Array(size);
    this.#stamp = 1;
    this.#mask = size - 1;
  }

  /** Joins `slot` to the simplex that offered the same face before, or keeps the face until one asks for it. */
  offer(store: SimplexStore, slot: number, place: number): void {
    const { width, vertices, neighbors } = store;
    const offset = slot * width;
    let hash = 0;
    for (let i = 0; i < width; i++)
      if (i !== place) hash = Math.imul(hash ^ vertices[offset + i]!, 0x9e3779b1) ^ (hash >>> 15);
    let at = (hash ^ (hash >>> 16)) & this.#mask;
    while (this.#stamps[at] === this.#stamp) {
      const other = this.#slots[at]!;
      const otherPlace = this.#places[at]!;
      if (isSameFace(vertices, width, offset, place, other * width, otherPlace)) {
        neighbors[offset + place] = other;
        neighbors[other * width + otherPlace] = slot;
        return;
      }
      at = (at + 1) & this.#mask;
    }
    this.#stamps[at] = this.#stamp;
    this.#slots[at] = slot;
    this.#places[at] = place;
  }
}

/** Whether two simplices, each without one vertex, list the same vertices. */
function isSameFace(
  vertices: Int32Array,
  width: number,
  a: number,
  skipA: number,
  b: number,
  skipB: number,
): boolean {
  let i = 0;
  let j = 0;
  for (let k = 1; k < width; k++) {
    if (i === skipA) i++;
    if (j === skipB) j++;
    if (vertices[a + i] !== vertices[b + j]) return false;
    i++;
    j++;
  }
  return true;
}
