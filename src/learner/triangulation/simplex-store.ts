/** Stands for the point at infinity in the simplices that close the hull from outside. */
export const INFINITE = -1;

const DEAD = -2;

/**
 * Holds the simplices of a triangulation in flat arrays, one slot each; slots are used again.
 *
 * A simplex lists its vertices in ascending order. Behind each face of the hull lies a *ghost*: the face and
 * the point at infinity, which stands last. So every simplex has a neighbour across each of its faces, and
 * neighbour `i` is the one across the face without vertex `i`.
 */
export class SimplexStore {
  readonly dim: number;
  /** Numbers of vertices in a simplex. */
  readonly width: number;
  vertices: Int32Array;
  neighbors: Int32Array;
  /** Orientation of the vertices as listed, 1 or -1; of a ghost, as if infinity were a point outside. */
  sign: Int8Array;
  /** 1 for a simplex that fills a crack: too flat to count as one, but needed to keep its neighbours joined. */
  flat: Uint8Array;
  /** Slots used so far, dead ones included. */
  size = 0;
  readonly #free: number[] = [];

  constructor(dim: number, capacity = 16) {
    this.dim = dim;
    this.width = dim + 1;
    this.vertices = new Int32Array(capacity * this.width);
    this.neighbors = new Int32Array(capacity * this.width);
    this.sign = new Int8Array(capacity);
    this.flat = new Uint8Array(capacity);
  }

  /** Number of simplices and ghosts. */
  get count(): number {
    return this.size - this.#free.length;
  }

  isGhost(slot: number): boolean {
    return this.vertices[slot * this.width + this.dim] === INFINITE;
  }

  /** Whether a slot holds a simplex that is neither a ghost nor flat. */
  isReal(slot: number): boolean {
    return this.vertices[slot * this.width + this.dim]! >= 0 && this.flat[slot] === 0;
  }

  /** Whether a slot is in use: by a simplex, a flat one or a ghost. */
  isLive(slot: number): boolean {
    return slot >= 0 && slot < this.size && this.vertices[slot * this.width + this.dim] !== DEAD;
  }

  /** Returns a slot for a new simplex; the arrays may have been replaced by larger ones. */
  allocate(): number {
    const slot = this.#free.pop();
    if (slot !== undefined) return slot;
    if (this.size === this.sign.length) this.#grow();
    return this.size++;
  }

  /** Gives a slot back. */
  release(slot: number): void {
    this.vertices[slot * this.width + this.dim] = DEAD;
    this.flat[slot] = 0;
    this.#free.push(slot);
  }

  /** Place of `neighbor` among the neighbours of `slot`. */
  placeOf(slot: number, neighbor: number): number {
    const offset = slot * this.width;
    let i = 0;
    while (this.neighbors[offset + i] !== neighbor) i++;
    return i;
  }

  /** The simplex that a ghost closes. */
  inner(ghost: number): number {
    return this.neighbors[ghost * this.width + this.dim]!;
  }

  /** Whether the vertices of simplex `a` come before those of `b`, compared from the first on. */
  comesBefore(a: number, b: number): boolean {
    let i = a * this.width;
    let j = b * this.width;
    for (let k = 0; k < this.width; k++, i++, j++) {
      const difference = this.vertices[i]! - this.vertices[j]!;
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
    const capacity = 2 * this.sign.length;
    const vertices = new Int32Array(capacity * this.width);
    const neighbors = new Int32Array(capacity * this.width);
    const sign = new Int8Array(capacity);
    const flat = new Uint8Array(capacity);
    flat.set(this.flat);
    this.flat = flat;
    vertices.set(this.vertices);
    neighbors.set(this.neighbors);
    sign.set(this.sign);
    this.vertices = vertices;
    this.neighbors = neighbors;
    this.sign = sign;
  }
}
