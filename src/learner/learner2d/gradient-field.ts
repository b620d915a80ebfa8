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
  /** Slopes: x and y for each component of each vertex. */
  gradients: Float64Array;
  /** Values: each component of each vertex. */
  values: Float64Array;
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
    this.gradients = new Float64Array(64 * vdim);
    this.values = new Float64Array(32 * vdim);
  }

  value(vertex: number, v: number): number {
    return this.values[vertex * this.#vdim + v]!;
  }

  setValue(vertex: number, value: ArrayLike<number>): void {
    const vdim = this.#vdim;
    if ((vertex + 1) * vdim > this.values.length) {
      const values = new Float64Array(2 * (vertex + 1) * vdim);
      const gradients = new Float64Array(4 * (vertex + 1) * vdim);
      values.set(this.values);
      gradients.set(this.gradients);
      this.values = values;
      this.gradients = gradients;
    }
    for (let v = 0; v < vdim; v++) this.values[vertex * vdim + v] = value[v]!;
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
    const first = vertexSimplex[vertex]!;
    let slot = first;
    let from = store.vertex(slot, 0) === vertex ? store.vertex(slot, 1) : store.vertex(slot, 0);
    do {
      const at = slot * store.stride + store.markAt;
      if (store.cells[at] !== mark) {
        store.cells[at] = mark;
        if (store.isReal(slot)) found[count++] = slot;
      }
      const place = this.#placeOf(slot, from);
      from = this.#third(slot, vertex, from);
      slot = store.neighbor(slot, place);
    } while (slot !== first);
    return count;
  }

  /** Solves the slope at a vertex; returns by how much it changes the value at its farthest neighbour at most. */
  #solve(vertex: number): number {
    const { coords } = this.#tri;
    const { values, gradients } = this;
    const vdim = this.#vdim;
    const hereX = coords[2 * vertex]!;
    const hereY = coords[2 * vertex + 1]!;
    const ring = this.#ring;
    this.#collectRing(vertex);
    const count = this.#ringCount;
    let change = 0;
    for (let v = 0; v < vdim; v++) {
      let xx = 0;
      let xy = 0;
      let yy = 0;
      let sx = 0;
      let sy = 0;
      let length = 0;
      const here = values[vertex * vdim + v]!;
      for (let i = 0; i < count; i++) {
        const other = ring[i]!;
        const rise = values[other * vdim + v]! - here;
        if (rise - rise !== 0) continue;
        const ex = coords[2 * other]! - hereX;
        const ey = coords[2 * other + 1]! - hereY;
        const square = ex * ex + ey * ey;
        const cube = square * Math.sqrt(square);
        const at = 2 * (other * vdim + v);
        const pull = (6 * rise - 2 * (ex * gradients[at]! + ey * gradients[at + 1]!)) / cube;
        const weight = 4 / cube;
        xx += weight * ex * ex;
        xy += weight * ex * ey;
        yy += weight * ey * ey;
        sx += pull * ex;
        sy += pull * ey;
        if (square > length) length = square;
      }
      const determinant = xx * yy - xy * xy;
      const at = 2 * (vertex * vdim + v);
      const gx = determinant > 0 ? (sx * yy - sy * xy) / determinant : 0;
      const gy = determinant > 0 ? (sy * xx - sx * xy) / determinant : 0;
      const dx = gx - gradients[at]!;
      const dy = gy - gradients[at + 1]!;
      change = Math.max(change, (dx * dx + dy * dy) * length);
      gradients[at] = gx;
      gradients[at + 1] = gy;
    }
    return Math.sqrt(change);
  }

  /** Goes around a vertex, through the ghosts of the hull too, and lists its neighbours. */
  #collectRing(vertex: number): void {
    const { store, vertexSimplex } = this.#tri;
    const ring = this.#ring;
    let count = 0;
    const first = vertexSimplex[vertex]!;
    let slot = first;
    let from = store.vertex(slot, 0) === vertex ? store.vertex(slot, 1) : store.vertex(slot, 0);
    do {
      if (from >= 0) ring[count++] = from;
      const place = this.#placeOf(slot, from);
      from = this.#third(slot, vertex, from);
      slot = store.neighbor(slot, place);
    } while (slot !== first);
    this.#ringCount = count;
  }

  #placeOf(slot: number, vertex: number): number {
    const { store } = this.#tri;
    if (store.vertex(slot, 0) === vertex) return 0;
    return store.vertex(slot, 1) === vertex ? 1 : 2;
  }

  /** The vertex of a triangle that is neither `a` nor `b`. */
  #third(slot: number, a: number, b: number): number {
    const { store } = this.#tri;
    return store.vertex(slot, 0) + store.vertex(slot, 1) + store.vertex(slot, 2) - a - b;
  }
}
