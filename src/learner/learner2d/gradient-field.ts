import type { Triangulation } from "../triangulation/triangulation.js";

/** Change of a value across an edge, as part of the range, that is worth passing on to the neighbours. */
const TOLERANCE = 2e-2;
/** Change of a value across an edge, as part of the range, below which losses stay as they are. */
const SMALLEST = 2e-3;
/** Most vertices solved after one new point, for each vertex that it starts from. */
const MOST_SOLVES = 10;

/**
 * Estimates the slope of a surface at its vertices: that of the surface of least curvature along the edges
 * (Nielson 1983; Renka and Cline 1984), which scipy's CloughTocher2DInterpolator has too.
 *
 * Each slope depends on those of the neighbours. After a change they are solved one after the other, going on
 * to the neighbours where one changed noticeably; the influence fades within a few triangles.
 */
export class GradientField {
  /** Length of a row of `rows`. */
  readonly stride: number;
  /**
   * What is known of each vertex, together because it is read together: x and y, and for each component of the
   * value the component and its slope along x and y.
   */
  rows: Float64Array;
  readonly #tri: Triangulation;
  readonly #vdim: number;
  /** Neighbours of the vertex looked at last. */
  readonly #ring: number[] = [];
  #ringCount = 0;
  #marks = new Int32Array(64);
  #mark = 0;
  readonly #queue: number[] = [];
  /** Vertices that {@link relax} gave another slope; `changedCount` of them are valid. */
  readonly changed: number[] = [];
  changedCount = 0;

  constructor(tri: Triangulation, vdim: number) {
    this.#tri = tri;
    this.#vdim = vdim;
    this.stride = 2 + 3 * vdim;
    this.rows = new Float64Array(32 * this.stride);
  }

  value(vertex: number, v: number): number {
    return this.rows[vertex * this.stride + 2 + 3 * v]!;
  }

  setValue(vertex: number, value: ArrayLike<number>): void {
    const row = vertex * this.stride;
    if (row + this.stride > this.rows.length) {
      const rows = new Float64Array(2 * (row + this.stride));
      rows.set(this.rows);
      this.rows = rows;
    }
    const { rows } = this;
    const { coords } = this.#tri;
    rows[row] = coords[2 * vertex]!;
    rows[row + 1] = coords[2 * vertex + 1]!;
    for (let v = 0; v < this.#vdim; v++) rows[row + 2 + 3 * v] = value[v]!;
  }

  /** Solves the slopes at vertices and around them; `changed` lists the vertices with another slope. */
  relax(start: readonly number[], range: number): void {
    if (this.#marks.length < this.#tri.count) this.#marks = new Int32Array(2 * this.#tri.count);
    const queue = this.#queue;
    const queued = ++this.#mark;
    let length = 0;
    let changed = 0;
    for (let k = 0; k < start.length; k++) queue[length++] = start[k]!;
    const most = start.length * MOST_SOLVES;
    for (let k = 0; k < length && k < most; k++) {
      const vertex = queue[k]!;
      this.#marks[vertex] = 0;
      const change = this.#solve(vertex);
      if (k < start.length || change > SMALLEST * range) this.changed[changed++] = vertex;
      // The neighbours of a new vertex have other edges than before, so they are solved in any case.
      if (k >= start.length && !(change > TOLERANCE * range)) continue;
      for (let i = 0; i < this.#ringCount; i++) {
        const next = this.#ring[i]!;
        if (this.#marks[next] === queued) continue;
        this.#marks[next] = queued;
        queue[length++] = next;
      }
    }
    this.changedCount = changed;
  }

  /** Adds the triangles at a vertex that have not this mark yet from place `count` on; returns the new count. */
  collectStar(vertex: number, mark: number, found: number[], count: number): number {
    const { store, vertexSimplex } = this.#tri;
    const { cells, stride, markAt, turnAt } = store;
    const first = vertexSimplex[vertex]!;
    let slot = first;
    let from = otherVertex(cells, slot * stride, vertex);
    do {
      const row = slot * stride;
      if (cells[row + markAt] !== mark) {
        cells[row + markAt] = mark;
        const turn = cells[row + turnAt]!;
        if (cells[row + 2]! >= 0 && turn <= 1 && turn >= -1) found[count++] = slot;
      }
      slot = cells[row + placeAcross(cells, row, from)]!;
      from = cells[row]! + cells[row + 1]! + cells[row + 2]! - vertex - from;
    } while (slot !== first);
    return count;
  }

  /** Solves the slope at a vertex; returns by how much it changes the value at its farthest neighbour at most. */
  #solve(vertex: number): number {
    const { rows, stride } = this;
    const vdim = this.#vdim;
    const row = vertex * stride;
    const hereX = rows[row]!;
    const hereY = rows[row + 1]!;
    const ring = this.#ring;
    this.#collectRing(vertex);
    const count = this.#ringCount;
    let change = 0;
    for (let v = 0; v < vdim; v++) {
      const component = 2 + 3 * v;
      let xx = 0;
      let xy = 0;
      let yy = 0;
      let sx = 0;
      let sy = 0;
      let length = 0;
      const here = rows[row + component]!;
      for (let i = 0; i < count; i++) {
        const other = ring[i]! * stride;
        const rise = rows[other + component]! - here;
        if (rise - rise !== 0) continue;
        const ex = rows[other]! - hereX;
        const ey = rows[other + 1]! - hereY;
        const square = ex * ex + ey * ey;
        const cube = square * Math.sqrt(square);
        const slope = ex * rows[other + component + 1]! + ey * rows[other + component + 2]!;
        const pull = (6 * rise - 2 * slope) / cube;
        const weight = 4 / cube;
        xx += weight * ex * ex;
        xy += weight * ex * ey;
        yy += weight * ey * ey;
        sx += pull * ex;
        sy += pull * ey;
        if (square > length) length = square;
      }
      const determinant = xx * yy - xy * xy;
      const gx = determinant > 0 ? (sx * yy - sy * xy) / determinant : 0;
      const gy = determinant > 0 ? (sy * xx - sx * xy) / determinant : 0;
      const dx = gx - rows[row + component + 1]!;
      const dy = gy - rows[row + component + 2]!;
      change = Math.max(change, (dx * dx + dy * dy) * length);
      rows[row + component + 1] = gx;
      rows[row + component + 2] = gy;
    }
    return Math.sqrt(change);
  }

  /** Goes around a vertex, through the ghosts of the hull too, and lists its neighbours. */
  #collectRing(vertex: number): void {
    const { store, vertexSimplex } = this.#tri;
    const { cells, stride } = store;
    const ring = this.#ring;
    let count = 0;
    const first = vertexSimplex[vertex]!;
    let slot = first;
    let from = otherVertex(cells, slot * stride, vertex);
    do {
      if (from >= 0) ring[count++] = from;
      const row = slot * stride;
      slot = cells[row + placeAcross(cells, row, from)]!;
      from = cells[row]! + cells[row + 1]! + cells[row + 2]! - vertex - from;
    } while (slot !== first);
    this.#ringCount = count;
  }
}

/** A vertex of the triangle in a row of the store that is not `vertex`. */
function otherVertex(cells: Int32Array, row: number, vertex: number): number {
  return cells[row] === vertex ? cells[row + 1]! : cells[row]!;
}

/** Where in its row a triangle has its neighbour across from one of its vertices. */
function placeAcross(cells: Int32Array, row: number, vertex: number): number {
  return cells[row] === vertex ? 3 : cells[row + 1] === vertex ? 4 : 5;
}
