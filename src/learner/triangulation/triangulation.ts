import { Cavity } from "./cavity.js";
import { FaceTable } from "./face-table.js";
import { geometryOf, type Geometry } from "./geometry.js";
import { closesUp } from "./manifold.js";
import { locate, search } from "./locate.js";
import { repairCavity } from "./repair.js";
import { INFINITE, SimplexStore } from "./simplex-store.js";
import { VertexTree } from "./vertex-tree.js";

/** Part of a simplex within which a point counts as in it, or as one of its vertices, as in adaptive. */
export const BARYCENTRIC_MARGIN = 1e-8;

const OUTSIDE = 0;
const INSIDE = 1;
const ON_VERTEX = 2;

/**
 * Is a Delaunay triangulation of a growing set of points, in any dimension from 2 up.
 *
 * Points are inserted one by one (Bowyer 1981, Watson 1981; doi:10.1093/comjnl/24.2.162 and .167) and are found
 * by walking (Devillers, Pion, Teillaud 2002), so that one more costs O(log n) on average. Vertices are numbers
 * from 0 in the order of insertion; a simplex is a slot of {@link Triangulation.store}.
 */
export class Triangulation {
  readonly dim: number;
  readonly store: SimplexStore;
  readonly geometry: Geometry;
  /** Coordinates of the vertices; the row after the last vertex is scratch space. */
  coords: Float64Array;
  /** Number of vertices. */
  count = 0;
  /** A simplex at each vertex. */
  vertexSimplex: Int32Array;
  /** Slots that the last insertion gave to new simplices. */
  readonly created: number[] = [];
  /** Slots that held simplices until the last insertion; most are among `created` again. */
  readonly removed: number[] = [];
  readonly #cavity: Cavity;
  readonly #faces = new FaceTable();
  #tree: VertexTree;
  #made = new Int32Array(64);

  /** Starts from `dim + 1` points that span the space. Use {@link triangulate} for points as they come. */
  constructor(dim: number, corners: readonly ArrayLike<number>[], { keepsCracks = true } = {}) {
    this.dim = dim;
    this.geometry = geometryOf(dim);
    this.store = new SimplexStore(dim);
    this.coords = new Float64Array(16 * dim);
    this.vertexSimplex = new Int32Array(16);
    this.#cavity = new Cavity(this.store, this.geometry);
    this.#cavity.keepsCracks = keepsCracks;
    this.#tree = new VertexTree(dim);
    for (const corner of corners) {
      this.writePoint(corner);
      this.count++;
    }
    this.#makeFirst();
  }

  /** Writes a point into the scratch row of `coords`, from where {@link find} and {@link insert} read it. */
  writePoint(point: ArrayLike<number>): void {
    const { dim } = this;
    const offset = this.count * dim;
    if (offset + 2 * dim > this.coords.length) {
      const larger = new Float64Array(2 * this.coords.length);
      larger.set(this.coords);
      this.coords = larger;
      const simplexOf = new Int32Array(2 * this.vertexSimplex.length);
      simplexOf.set(this.vertexSimplex);
      this.vertexSimplex = simplexOf;
    }
    for (let c = 0; c < dim; c++) this.coords[offset + c] = point[c]!;
  }

  /**
   * Returns the simplex that holds the point in the scratch row, or the ghost of a hull face that it is beyond.
   * `hint` is a slot to start from.
   */
  find(hint = -1): number {
    return locate(this, this.store.isLive(hint) ? hint : this.nearSimplex());
  }

  /** Returns a simplex near the point in the scratch row. */
  nearSimplex(): number {
    this.#tree.catchUp(this.coords, this.count);
    return this.vertexSimplex[this.#tree.near(this.coords, this.count)]!;
  }

  /**
   * Makes `point` a vertex and returns its number; `created` and `removed` tell what changed. Returns -1 and
   * changes nothing when it lies on a vertex already, within {@link BARYCENTRIC_MARGIN} of a simplex, or so
   * close to the plane of hull faces that it cannot be joined to them.
   */
  insert(point: ArrayLike<number>, hint = -1): number {
    this.created.length = 0;
    this.removed.length = 0;
    this.writePoint(point);
    const p = this.count;
    const start = this.#startOf(hint, p);
    if (start < 0) return -1;
    const cavity = this.#cavity;
    cavity.collect(this.coords, p, start);
    const isSound = cavity.check(this.coords, p) && closesUp(cavity);
    if (!isSound && !(repairCavity(cavity, this.coords, p, start) && closesUp(cavity))) return -1;
    this.count++;
    this.#fill(p);
    return p;
  }

  /** Puts the weights of the vertices of a simplex at vertex or scratch row `p` into `out`. */
  barycentric(slot: number, p: number, out: Float64Array | number[]): void {
    const { geometry, coords, store } = this;
    const { cells } = store;
    const offset = slot * store.stride;
    const whole = geometry.determinant(coords, cells, offset);
    let rest = 1;
    for (let i = 1; i < store.width; i++) {
      const kept = cells[offset + i]!;
      cells[offset + i] = p;
      const weight = geometry.determinant(coords, cells, offset) / whole;
      cells[offset + i] = kept;
      out[i] = weight;
      rest -= weight;
    }
    out[0] = rest;
  }

  /** Returns the volume of a simplex. */
  volume(slot: number): number {
    const { store, geometry } = this;
    let volume = Math.abs(geometry.determinant(this.coords, store.cells, slot * store.stride));
    for (let i = 2; i <= this.dim; i++) volume /= i;
    return volume;
  }

  /** Makes the search structure anew when next needed; for code that moves vertices about. */
  forgetTree(): void {
    this.#tree = new VertexTree(this.dim);
  }

  readonly #weights: number[] = [];

  /**
   * Where the cavity starts: the simplex of the hint if it holds the point, else the one found, or the ghost of
   * the hull face that it is beyond; -1 when the point lies on a vertex.
   */
  #startOf(hint: number, p: number): number {
    const { store } = this;
    if (store.isLive(hint) && store.isReal(hint)) {
      const held = this.#heldBy(hint, p);
      if (held !== OUTSIDE) return held === ON_VERTEX ? -1 : hint;
    }
    let found = this.find(hint);
    const near = store.isGhost(found) ? store.inner(found) : found;
    for (const slot of store.isFlat(near) ? this.#beside(near) : [near]) {
      const held = this.#heldBy(slot, p);
      if (held !== OUTSIDE) return held === ON_VERTEX ? -1 : slot;
    }
    if (!store.isGhost(found)) found = search(this);
    if (!store.isGhost(found)) return this.#heldBy(found, p) === ON_VERTEX ? -1 : found;
    return this.#cavity.sees(this.coords, p, found) ? found : store.inner(found);
  }

  /** Whether a simplex holds the point in row `p`, within {@link BARYCENTRIC_MARGIN}. */
  holds(slot: number, p: number): boolean {
    return this.#heldBy(slot, p) !== OUTSIDE;
  }

  /** Whether a simplex holds the point in row `p`, within a margin, and whether on a vertex. */
  #heldBy(slot: number, p: number): number {
    const weights = this.#weights;
    this.barycentric(slot, p, weights);
    let large = 0;
    for (let i = 0; i < this.store.width; i++) {
      if (!(weights[i]! >= -BARYCENTRIC_MARGIN)) return OUTSIDE;
      if (weights[i]! > BARYCENTRIC_MARGIN) large++;
    }
    return large < 2 ? ON_VERTEX : INSIDE;
  }

  /** The simplices around a flat one, through other flat ones. */
  #beside(flat: number): number[] {
    const { store } = this;
    const seen = new Set([flat]);
    for (const slot of seen) {
      if (!store.isFlat(slot)) continue;
      for (let i = 0; i < store.width; i++) {
        const next = store.neighbor(slot, i);
        if (!store.isGhost(next)) seen.add(next);
      }
    }
    return [...seen].filter((slot) => !store.isFlat(slot));
  }

  #makeFirst(): void {
    const { dim, store, geometry } = this;
    const { width, stride } = store;
    const first = store.allocate();
    for (let i = 0; i <= dim; i++) {
      store.cells[i] = i;
      this.vertexSimplex[i] = first;
    }
    const orientation = geometry.orient(this.coords, store.cells, 0, -1, -1) > 0 ? 1 : -1;
    store.setSign(first, orientation, false);
    this.#faces.start((dim + 1) * dim);
    for (let i = 0; i <= dim; i++) {
      const ghost = store.allocate();
      const { cells } = store;
      const offset = ghost * stride;
      for (let j = 0, k = 0; j <= dim; j++) if (j !== i) cells[offset + k++] = j;
      cells[offset + dim] = INFINITE;
      // Infinity is across the face from vertex i, and stands at the end instead of at place i.
      store.setSign(ghost, (dim - i) % 2 === 0 ? -orientation : orientation, false);
      cells[offset + width + dim] = first;
      cells[width + i] = ghost;
      for (let j = 0; j < dim; j++) this.#faces.offer(store, ghost, j);
    }
    this.created.push(first);
  }

  /** Replaces the cavity by simplices that join its faces to vertex `p`. */
  #fill(p: number): void {
    const { store, created, removed, vertexSimplex } = this;
    const cavity = this.#cavity;
    const { dim, width, stride } = store;
    const { faceCount } = cavity;
    const made = this.#writeFaces(p);
    for (let k = 0; k < cavity.count; k++) {
      const slot = cavity.slots[k]!;
      if (store.isReal(slot)) removed.push(slot);
      store.release(slot);
    }
    this.#faces.start(faceCount * dim);
    for (let k = 0; k < faceCount; k++) {
      const slot = store.allocate();
      const { cells } = store;
      const offset = slot * stride;
      const source = k * (width + 2);
      const isGhost = made[source + dim] === INFINITE;
      for (let i = 0; i < width; i++) {
        const vertex = made[source + i]!;
        cells[offset + i] = vertex;
        if (!isGhost) vertexSimplex[vertex] = slot;
      }
      const isFlat = cavity.faceIsFlat[k]!;
      store.setSign(slot, cavity.faceSigns[k]!, isFlat);
      const outer = made[source + width]!;
      const opposite = isGhost ? dim - 1 : dim;
      cells[offset + width + opposite] = outer;
      cells[outer * stride + width + made[source + width + 1]!] = slot;
      for (let i = 0; i < width; i++) if (i !== opposite) this.#faces.offer(store, slot, i);
      if (!isGhost && !isFlat) created.push(slot);
    }
  }

  /**
   * Copies the faces around the cavity, joined to `p`, aside, before their slots are used again: the vertices,
   * the simplex across the face and the place of the cavity among its neighbours.
   */
  #writeFaces(p: number): Int32Array {
    const { store } = this;
    const cavity = this.#cavity;
    const { dim, width, stride, cells } = store;
    const row = width + 2;
    if (this.#made.length < cavity.faceCount * row) this.#made = new Int32Array(2 * cavity.faceCount * row);
    const made = this.#made;
    for (let k = 0; k < cavity.faceCount; k++) {
      const slot = cavity.faceSlots[k]!;
      const place = cavity.facePlaces[k]!;
      const offset = slot * stride;
      const isOpen = place < dim && cells[offset + dim] === INFINITE;
      const last = isOpen ? dim : width;
      let target = k * row;
      for (let i = 0; i < last; i++) if (i !== place) made[target++] = cells[offset + i]!;
      made[target++] = p;
      if (isOpen) made[target++] = INFINITE;
      const outer = cells[offset + width + place]!;
      made[target++] = outer;
      made[target] = store.placeOf(outer, slot);
    }
    return made;
  }
}
