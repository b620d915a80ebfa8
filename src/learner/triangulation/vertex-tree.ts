/** Axes that a node is split along; more would make nodes too large to be worth it. */
const MOST_AXES = 3;
const DEEPEST = 40;

/**
 * Finds a vertex near a point, from which a walk takes few steps.
 *
 * It is a quadtree (octree in space) in which each cell keeps the first vertex that fell into it: going down
 * the cells of a point ends at a vertex about as far away as vertices are from each other there. It holds
 * cells of the box of the first vertices; what is outside goes to the cell at the edge.
 */
export class VertexTree {
  readonly #dim: number;
  readonly #axes: number;
  readonly #branches: number;
  readonly #low: number[] = [];
  readonly #size: number[] = [];
  /** Children of a cell, 0 for none; cell `k` keeps vertex `k`, except that the root keeps vertex 0. */
  #children: Int32Array;
  #held = 0;

  constructor(dim: number) {
    this.#dim = dim;
    this.#axes = Math.min(dim, MOST_AXES);
    this.#branches = 1 << this.#axes;
    this.#children = new Int32Array(16 * this.#branches);
  }

  /** Adds the vertices up to `count` that it does not hold yet. */
  catchUp(coords: Float64Array, count: number): void {
    if (this.#held === count) return;
    if (this.#held === 0) this.#start(coords, count);
    if (this.#children.length < count * this.#branches) {
      const larger = new Int32Array(2 * count * this.#branches);
      larger.set(this.#children);
      this.#children = larger;
    }
    for (let vertex = this.#held; vertex < count; vertex++) this.#descend(coords, vertex, true);
    this.#held = count;
  }

  /** Returns a vertex near row `p` of the coordinates. */
  near(coords: Float64Array, p: number): number {
    return this.#descend(coords, p, false);
  }

  #start(coords: Float64Array, count: number): void {
    for (let c = 0; c < this.#axes; c++) {
      let low = Infinity;
      let high = -Infinity;
      for (let v = 0; v < count; v++) {
        low = Math.min(low, coords[v * this.#dim + c]!);
        high = Math.max(high, coords[v * this.#dim + c]!);
      }
      this.#low[c] = low;
      this.#size[c] = high - low;
    }
    this.#held = 1;
  }

  /** Goes down the cells that hold row `p`; at the end returns the vertex of the last or makes a cell for `p`. */
  #descend(coords: Float64Array, p: number, adds: boolean): number {
    let cell = 0;
    let scale = 2;
    const offset = p * this.#dim;
    const children = this.#children;
    for (let depth = 0; depth < DEEPEST; depth++) {
      let branch = 0;
      for (let c = 0; c < this.#axes; c++) {
        const part = (coords[offset + c]! - this.#low[c]!) / this.#size[c]!;
        // The halves of the cell in which `part` lies are told apart by the last bit.
        const half = Math.floor(part >= 1 ? scale - 1 : part <= 0 ? 0 : part * scale);
        branch = 2 * branch + (half % 2);
      }
      const at = cell * this.#branches + branch;
      const next = children[at]!;
      if (next === 0) {
        if (adds) children[at] = p;
        return cell;
      }
      cell = next;
      scale *= 2;
    }
    return cell;
  }
}
