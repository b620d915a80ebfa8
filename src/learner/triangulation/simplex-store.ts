/** Stands for the point at infinity in the simplices that close the hull from outside. */
export const INFINITE = -1;

const DEAD = -2;
/** Orientation of a flat simplex, times that of one that is not. */
const FLAT_FACTOR = 2;

/**
 * Holds the simplices of a triangulation in one flat array, a row each; rows are used again.
 *
 * A simplex lists its vertices in ascending order. Behind each face of the hull lies a *ghost*: the face and
 * the point at infinity, which stands last. So every simplex has a neighbour across each of its faces, and
 * neighbour `i` is the one across the face without vertex `i`.
 *
 * Row `slot` starts at `slot * stride`: `width` vertices, `width` neighbours, the orientation, and a mark that
 * searches leave there. What belongs to one simplex is together, because it is read together.
 */
export class SimplexStore {
  readonly dim: number;
  /** Number of vertices of a simplex. */
  readonly width: number;
  /** Length of a row. */
  readonly stride: number;
  /** Place of the orientation in a row: 1 or -1, of a ghost as if infinity were a point; doubled when flat. */
  readonly turnAt: number;
  /** Place of the mark in a row. */
  readonly markAt: number;
  cells: Int32Array;
  /** Slots used so far, dead ones included. */
  size = 0;
  #capacity: number;
  #mark = 0;
  readonly #free: number[] = [];

  constructor(dim: number, capacity = 16) {
    this.dim = dim;
    this.width = dim + 1;
    this.turnAt = 2 * this.width;
    this.markAt = this.turnAt + 1;
    this.stride = this.turnAt + 2;
    this.#capacity = capacity;
    this.cells = new Int32Array(capacity * this.stride);
  }

  vertex(slot: number, place: number): number {
    return this.cells[slot * this.stride + place]!;
  }

  neighbor(slot: number, place: number): number {
    return this.cells[slot * this.stride + this.width + place]!;
  }

  /** Orientation of the vertices as listed, 1 or -1. */
  sign(slot: number): number {
    return this.cells[slot * this.stride + this.turnAt]! > 0 ? 1 : -1;
  }

  /** Whether a simplex fills a crack: too flat to count as one, but needed to keep its neighbours joined. */
  isFlat(slot: number): boolean {
    const turn = this.cells[slot * this.stride + this.turnAt]!;
    return turn > 1 || turn < -1;
  }

  setSign(slot: number, sign: number, isFlat: boolean): void {
    this.cells[slot * this.stride + this.turnAt] = isFlat ? FLAT_FACTOR * sign : sign;
  }

  isGhost(slot: number): boolean {
    return this.cells[slot * this.stride + this.dim] === INFINITE;
  }

  /** Whether a slot holds a simplex that is neither a ghost nor flat. */
  isReal(slot: number): boolean {
    return this.cells[slot * this.stride + this.dim]! >= 0 && !this.isFlat(slot);
  }

  /** Whether a slot is in use: by a simplex, a flat one or a ghost. */
  isLive(slot: number): boolean {
    return slot >= 0 && slot < this.size && this.cells[slot * this.stride + this.dim] !== DEAD;
  }

  /** Returns `count` numbers in a row, the first of them, that are no simplex's mark. */
  newMarks(count: number): number {
    const first = this.#mark + 1;
    this.#mark += count;
    return first;
  }

  /** Returns a slot for a new simplex; `cells` may have been replaced by a larger array. */
  allocate(): number {
    if (this.#free.length > 0) return this.#free.pop()!;
    if (this.size === this.#capacity) this.#grow();
    return this.size++;
  }

  /** Gives a slot back. */
  release(slot: number): void {
    this.cells[slot * this.stride + this.dim] = DEAD;
    this.#free.push(slot);
  }

  /** Place of `neighbor` among the neighbours of `slot`. */
  placeOf(slot: number, neighbor: number): number {
    const first = slot * this.stride + this.width;
    let i = 0;
    while (this.cells[first + i] !== neighbor) i++;
    return i;
  }

  /** The simplex that a ghost closes. */
  inner(ghost: number): number {
    return this.neighbor(ghost, this.dim);
  }

  /** Whether the vertices of simplex `a` come before those of `b`, compared from the first on. */
  comesBefore(a: number, b: number): boolean {
    let i = a * this.stride;
    let j = b * this.stride;
    for (let k = 0; k < this.width; k++, i++, j++) {
      const difference = this.cells[i]! - this.cells[j]!;
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  /** Iterates the slots of all simplices that are neither ghosts nor flat. */
  *real(): IterableIterator<number> {
    for (let slot = 0; slot < this.size; slot++) if (this.isReal(slot)) yield slot;
  }

  /** Iterates the slots of all ghosts, one per face of the hull. */
  *ghosts(): IterableIterator<number> {
    for (let slot = 0; slot < this.size; slot++) if (this.isGhost(slot)) yield slot;
  }

  #grow(): void {
    this.#capacity *= 2;
    const cells = new Int32Array(this.#capacity * this.stride);
    cells.set(this.cells);
    this.cells = cells;
  }
}
