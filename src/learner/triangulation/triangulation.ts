import { Cavity } from "./cavity.js";
import { FaceTable } from "./face-table.js";
import { geometryOf, type Geometry } from "./geometry.js";
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
  /** A simplex from which the next search starts. */
  recent = 0;
  readonly #cavity: Cavity;
  readonly #faces = new FaceTable();
  #tree: VertexTree;
  #made = new Int32Array(64);
  #outer: number[] = [];

  /** Starts from `dim + 1` points that span the space. Use {@link triangulate} for points as they come. */
  constructor(dim: number, corners: readonly ArrayLike<number>[]) {
    this.dim = dim;
    this.geometry = geometryOf(dim);
    this.store = new SimplexStore(dim);
    this.coords = new Float64Array(16 * dim);
    this.vertexSimplex = new Int32Array(16);
    this.#cavity = new Cavity(this.store, this.geometry);
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
   * changes nothing when it lies on a vertex already, within {@link BARYCENTRIC_MARGIN} of a simplex.
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
    if (!cavity.check(this.coords, p) && !repairCavity(cavity, this.coords, p, start)) return -1;
    this.count++;
    this.#fill(p);
    return p;
  }

  /** Puts the weights of the vertices of a simplex at vertex or scratch row `p` into `out`. */
  barycentric(slot: number, p: number, out: Float64Array | number[]): void {
    const { geometry, coords, store } = this;
    const offset = slot * store.width;
    const whole = geometry.determinant(coords, store.vertices, offset);
    let rest = 1;
    for (let i = 1; i < store.width; i++) {
      const kept = store.vertices[offset + i]!;
      store.vertices[offset + i] = p;
      const weight = geometry.determinant(coords, store.vertices, offset) / whole;
      store.vertices[offset + i] = kept;
      out[i] = weight;
      rest -= weight;
    }
    out[0] = rest;
  }

  /** Returns the volume of a simplex. */
  volume(slot: number): number {
    let volume = Math.abs(
      this.geometry.determinant(this.coords, this.store.vertices, slot * this.store.width),
    );
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
    for (const slot of store.flat[near] === 1 ? this.#beside(near) : [near]) {
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
      if (store.flat[slot] === 0) continue;
      for (let i = 0; i < store.width; i++) {
        const next = store.neighbors[slot * store.width + i]!;
        if (!store.isGhost(next)) seen.add(next);
      }
    }
    return [...seen].filter((slot) => store.flat[slot] === 0);
  }

  #makeFirst(): void {
    const { dim, store, geometry } = this;
    const slot = store.allocate();
    for (let i = 0; i <= dim; i++) {
      store.vertices[i] = i;
      this.vertexSimplex[i] = slot;
    }
    const orientation = Math.sign(geometry.orient(this.coords, store.vertices, 0, -1, -1));
    store.sign[slot] = orientation;
    this.#faces.start((dim + 1) * dim);
    for (let i = 0; i <= dim; i++) {
      const ghost = store.allocate();
      const offset = ghost * store.width;
      for (let j = 0, k = 0; j <= dim; j++) if (j !== i) store.vertices[offset + k++] = j;
      store.vertices[offset + dim] = INFINITE;
      // Infinity is across the face from vertex i, and stands at the end instead of at place i.
      store.sign[ghost] = (dim - i) % 2 === 0 ? -orientation : orientation;
      store.neighbors[offset + dim] = slot;
      store.neighbors[i] = ghost;
      for (let j = 0; j < dim; j++) this.#faces.offer(store, ghost, j);
    }
    this.created.push(slot);
  }

  /** Replaces the cavity by simplices that join its faces to vertex `p`. */
  #fill(p: number): void {
    const { store } = this;
    const cavity = this.#cavity;
    const { dim, width } = store;
    const faceCount = cavity.faceCount;
    this.#writeFaces(p);
    for (let k = 0; k < cavity.count; k++) {
      const slot = cavity.slots[k]!;
      if (store.isReal(slot)) this.removed.push(slot);
      store.release(slot);
    }
    this.#faces.start(faceCount * dim);
    for (let k = 0; k < faceCount; k++) {
      const slot = store.allocate();
      const { vertices, neighbors } = store;
      const offset = slot * width;
      const source = k * width;
      const isGhost = this.#made[source + dim] === INFINITE;
      for (let i = 0; i < width; i++) {
        const vertex = this.#made[source + i]!;
        vertices[offset + i] = vertex;
        if (!isGhost) this.vertexSimplex[vertex] = slot;
      }
      store.sign[slot] = cavity.faceSigns[k]!;
      store.flat[slot] = cavity.faceIsFlat[k] ? 1 : 0;
      const outer = this.#outer[2 * k]!;
      const opposite = isGhost ? dim - 1 : dim;
      neighbors[offset + opposite] = outer;
      neighbors[outer * width + this.#outer[2 * k + 1]!] = slot;
      for (let i = 0; i < width; i++) if (i !== opposite) this.#faces.offer(store, slot, i);
      if (!isGhost && !cavity.faceIsFlat[k]) this.created.push(slot);
    }
    this.recent = this.created[0] ?? this.recent;
  }

  /** Copies the faces around the cavity, joined to `p`, aside, before their slots are used again. */
  #writeFaces(p: number): void {
    const { store } = this;
    const cavity = this.#cavity;
    const { dim, width, vertices, neighbors } = store;
    if (this.#made.length < cavity.faceCount * width)
      this.#made = new Int32Array(2 * cavity.faceCount * width);
    for (let k = 0; k < cavity.faceCount; k++) {
      const slot = cavity.faceSlots[k]!;
      const place = cavity.facePlaces[k]!;
      const offset = slot * width;
      const isOpen = vertices[offset + dim] === INFINITE && place < dim;
      const last = isOpen ? dim : width;
      let target = k * width;
      for (let i = 0; i < last; i++) if (i !== place) this.#made[target++] = vertices[offset + i]!;
      this.#made[target++] = p;
      if (isOpen) this.#made[target] = INFINITE;
      const outer = neighbors[offset + place]!;
      this.#outer[2 * k] = outer;
      this.#outer[2 * k + 1] = store.placeOf(outer, slot);
    }
  }
}
