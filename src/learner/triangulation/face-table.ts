import type { SimplexStore } from "./simplex-store.js";

/**
 * Joins new simplices that share a face, by looking faces up in a hash table of their vertices.
 *
 * A face is told by the simplex that offered it first and the place of the vertex it lacks.
 */
export class FaceTable {
  /** Slot, place and stamp of the face in each cell of the table. */
  #faces = new Int32Array(3 * 64);
  #stamp = 0;
  #mask = 63;

  /** Forgets all faces and makes room for `count` of them. */
  start(count: number): void {
    this.#stamp++;
    let size = this.#mask + 1;
    if (size >= 2 * count) return;
    while (size < 2 * count) size *= 2;
    this.#faces = new Int32Array(3 * size);
    this.#stamp = 1;
    this.#mask = size - 1;
  }

  /** Joins `slot` to the simplex that offered the same face before, or keeps the face until one asks for it. */
  offer(store: SimplexStore, slot: number, place: number): void {
    const { width, stride, cells } = store;
    const faces = this.#faces;
    const offset = slot * stride;
    let hash = 0;
    for (let i = 0; i < width; i++) if (i !== place) hash = Math.imul(hash + cells[offset + i]!, 0x9e3779b1);
    let at = (hash ^ (hash >>> 15)) & this.#mask;
    while (faces[3 * at + 2] === this.#stamp) {
      const other = faces[3 * at]! * stride;
      const otherPlace = faces[3 * at + 1]!;
      if (isSameFace(cells, width, offset, place, other, otherPlace)) {
        cells[offset + width + place] = faces[3 * at]!;
        cells[other + width + otherPlace] = slot;
        return;
      }
      at = (at + 1) & this.#mask;
    }
    faces[3 * at] = slot;
    faces[3 * at + 1] = place;
    faces[3 * at + 2] = this.#stamp;
  }
}

/** Whether two simplices, each without one vertex, list the same vertices. */
function isSameFace(
  cells: Int32Array,
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
    if (cells[a + i] !== cells[b + j]) return false;
    i++;
    j++;
  }
  return true;
}
