import { FLAT, type Geometry } from "./geometry.js";
import type { SimplexStore } from "./simplex-store.js";

/**
 * Finds which simplices a new point replaces (Bowyer 1981, Watson 1981): those whose circumsphere holds the
 * point, and the ghosts of the hull faces that it sees or lies in.
 *
 * The faces around them, joined to the point, fill the hole. That works only when each face is seen from the
 * point; {@link Cavity.check} says whether it is so.
 */
export class Cavity {
  /** Slots of the cavity; `count` of them are valid. */
  readonly slots: number[] = [];
  count = 0;
  /** Faces around the cavity: slot inside, place of the vertex not in the face, orientation with the point last. */
  readonly faceSlots: number[] = [];
  readonly facePlaces: number[] = [];
  readonly faceSigns: number[] = [];
  /** Whether the face joined to the point makes a flat simplex. */
  readonly faceIsFlat: boolean[] = [];
  faceCount = 0;
  readonly store: SimplexStore;
  readonly geometry: Geometry;
  /**
   * Whether flat simplices stay where they are, as cracks. adaptive leaves the place of a simplex that is too
   * flat empty, so that its cavities end there; ours does so too, to choose the same points.
   */
  keepsCracks = true;
  #inside = 0;
  #vertexMarks = new Int32Array(64);
  #vertexStamp = 0;

  constructor(store: SimplexStore, geometry: Geometry) {
    this.store = store;
    this.geometry = geometry;
  }

  /** Whether a slot is in the cavity. */
  has(slot: number): boolean {
    return this.store.cells[slot * this.store.stride + this.store.markAt] === this.#inside;
  }

  /** Empties the cavity. */
  clear(): void {
    this.#inside = this.store.newMarks(2);
    this.count = 0;
  }

  add(slot: number): void {
    this.store.cells[slot * this.store.stride + this.store.markAt] = this.#inside;
    this.slots[this.count++] = slot;
  }

  /** Collects the cavity of point `p` from `start`, a simplex that holds it or a ghost that it is beyond. */
  collect(coords: Float64Array, p: number, start: number): void {
    const { store, geometry, keepsCracks } = this;
    const { dim, width, stride, markAt, turnAt, cells } = store;
    this.clear();
    this.add(start);
    const inside = this.#inside;
    const outside = inside + 1;
    const isBeyond = store.isGhost(start);
    for (let k = 0; k < this.count; k++) {
      const offset = this.slots[k]! * stride;
      const isGhost = cells[offset + dim]! < 0;
      for (let i = 0; i < width; i++) {
        const next = cells[offset + width + i]!;
        const row = next * stride;
        const mark = cells[row + markAt]!;
        if (mark === inside || mark === outside) continue;
        if (cells[row + dim]! >= 0) {
          const turn = cells[row + turnAt]!;
          const isCrack = keepsCracks && (turn > 1 || turn < -1);
          if (!isCrack && geometry.inSphere(coords, cells, row, p)) this.add(next);
          else cells[row + markAt] = outside;
        } else if (isGhost) {
          if (isBeyond && this.sees(coords, p, next)) this.add(next);
        } else if (Math.abs(geometry.relativeVolume(coords, cells, offset, i, p)) < FLAT) {
          this.add(next);
        }
      }
    }
  }

  /** Whether point `p` is beyond the hull face of a ghost, by more than what makes a flat simplex. */
  sees(coords: Float64Array, p: number, ghost: number): boolean {
    const { dim, stride, cells } = this.store;
    return (
      this.geometry.relativeVolume(coords, cells, ghost * stride, dim, p) * this.store.sign(ghost) >= FLAT
    );
  }

  /**
   * Lists the faces around the cavity. Returns false when a face joined to `p` would be turned over by more than
   * what counts as flat, or when a vertex would be lost.
   */
  check(coords: Float64Array, p: number): boolean {
    const { store, geometry } = this;
    const { dim, width, stride, markAt, turnAt, cells } = store;
    const inside = this.#inside;
    this.#startVertices(p);
    const vertexMarks = this.#vertexMarks;
    const stamp = this.#vertexStamp;
    let isSound = true;
    let faces = 0;
    for (let k = 0; k < this.count; k++) {
      const slot = this.slots[k]!;
      const offset = slot * stride;
      const isGhost = cells[offset + dim]! < 0;
      const sign = cells[offset + turnAt]! > 0 ? 1 : -1;
      for (let i = 0; i < width; i++) {
        if (cells[cells[offset + width + i]! * stride + markAt] === inside) continue;
        const isOpen = isGhost && i < dim;
        // Moving p from place i to the end (before infinity in a ghost) turns the orientation each step.
        const steps = isGhost ? (isOpen ? dim - 1 - i : 0) : dim - i;
        const orientation = (steps & 1) === 0 ? sign : -sign;
        const volume = isOpen ? 1 : geometry.relativeVolume(coords, cells, offset, i, p) * orientation;
        if (!(volume > -FLAT)) isSound = false;
        this.faceIsFlat[faces] = volume < FLAT;
        this.faceSlots[faces] = slot;
        this.facePlaces[faces] = i;
        this.faceSigns[faces++] = orientation;
        for (let j = 0; j < width; j++) {
          const vertex = cells[offset + j]!;
          if (j !== i && vertex >= 0) vertexMarks[vertex] = stamp;
        }
      }
    }
    this.faceCount = faces;
    return isSound && !this.#losesVertex();
  }

  /** Whether `p` is strictly on the side of the cavity of the face that `slot` has without its vertex `place`. */
  isSeen(coords: Float64Array, p: number, slot: number, place: number): boolean {
    const { store, geometry } = this;
    const { cells, stride } = store;
    if (!store.isGhost(slot)) {
      return geometry.orient(coords, cells, slot * stride, place, p) * store.sign(slot) > 0;
    }
    if (place < store.dim) return true;
    const inner = store.inner(slot);
    const at = store.placeOf(inner, slot);
    return geometry.orient(coords, cells, inner * stride, at, p) * store.sign(inner) < 0;
  }

  /** Whether a vertex is on a face that {@link check} listed. */
  keepsVertex(vertex: number): boolean {
    return vertex < 0 || this.#vertexMarks[vertex] === this.#vertexStamp;
  }

  /** Whether a vertex of a simplex in the cavity is on none of the faces that {@link check} listed. */
  #losesVertex(): boolean {
    const { width, stride, cells } = this.store;
    for (let k = 0; k < this.count; k++) {
      const offset = this.slots[k]! * stride;
      for (let j = 0; j < width; j++) if (!this.keepsVertex(cells[offset + j]!)) return true;
    }
    return false;
  }

  #startVertices(p: number): void {
    this.#vertexStamp++;
    if (this.#vertexMarks.length > p) return;
    const larger = new Int32Array(2 * (p + 1));
    larger.set(this.#vertexMarks);
    this.#vertexMarks = larger;
  }
}
