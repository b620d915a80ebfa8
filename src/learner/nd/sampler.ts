import type { SimplexLoss } from "../loss/simplex-loss.js";
import { BARYCENTRIC_MARGIN, type Triangulation } from "../triangulation/triangulation.js";
import { choosePointInSimplex } from "./choose-point.js";
import { gradientTransform, type Transform } from "./gradient-transform.js";
import { LossBook } from "./loss-book.js";
import { Neighborhood } from "./neighborhood.js";
import { SimplexQueue } from "./simplex-queue.js";
import { Subdivision } from "./subdivision.js";

/** A point to ask for, with the simplex (and the part of it) that it divides and the loss there. */
export interface Candidate {
  readonly point: number[];
  readonly loss: number;
  readonly slot: number;
  /** Part of the subdivision, or -1. */
  readonly part: number;
}

/** What {@link Sampler.undo} needs to take back one pending point or discarded candidate. */
export type Trace =
  | { readonly kind: "pending"; readonly slot: number; readonly point: readonly number[] }
  | { readonly kind: "discard"; readonly slot: number; readonly loss: number };

/**
 * Ranks the simplices of a triangulation by loss and says where the next point goes.
 *
 * The triangulation has the domain scaled to size 1; points that come in and go out are as the function has
 * them. Made by LearnerND as soon as its points span the space.
 */
export class Sampler {
  readonly tri: Triangulation;
  readonly book: LossBook;
  /** Factor along each axis from points to the triangulation. */
  readonly scale: readonly number[];
  readonly isAnisotropic: boolean;
  readonly neighborhood: Neighborhood;
  /** What pending points did since it was set; for an `ask` that leaves no trace. */
  trace: Trace[] | null = null;
  readonly #queue: SimplexQueue;
  readonly #subdivisions = new Map<number, Subdivision>();
  readonly #dirty = new Set<number>();
  /** Simplices that got a pending point since the last choice, and the point, most often told before the next. */
  #freshSlots: number[] = [];
  #freshPoints: (readonly number[])[] = [];
  readonly #simplex: Float64Array;
  readonly #chosen: Float64Array;
  readonly #scaled: Float64Array;

  constructor(
    tri: Triangulation,
    options: { scale: readonly number[]; vdim: number; loss: SimplexLoss; isAnisotropic: boolean },
  ) {
    this.tri = tri;
    this.scale = options.scale;
    this.isAnisotropic = options.isAnisotropic;
    this.book = new LossBook(tri, options.vdim, options.loss);
    this.neighborhood = new Neighborhood(tri);
    this.#queue = new SimplexQueue(tri.store);
    this.#simplex = new Float64Array((tri.dim + 1) * tri.dim);
    this.#chosen = new Float64Array(tri.dim);
    this.#scaled = new Float64Array(tri.dim);
  }

  /** Computes the losses of all simplices anew, with the factor that values have now. */
  recompute(multiplier: number): void {
    this.book.multiplier = multiplier;
    for (const slot of this.tri.store.real()) {
      const loss = this.book.update(slot);
      this.#queue.set(slot, loss);
      this.#subdivisions.get(slot)?.reset(loss);
    }
    for (const slot of this.#subdivisions.keys()) this.#dirty.add(slot);
  }

  /**
   * Makes a told point a vertex, `hint` being a simplex near it; false when it lies on a vertex already and
   * there is nothing to learn from it.
   */
  insert(point: ArrayLike<number>, value: number | ArrayLike<number>, hint: number): boolean {
    const { tri, book } = this;
    const vertex = tri.insert(this.#toScaled(point), hint);
    if (vertex < 0) return false;
    book.setValue(vertex, value);
    const loose = this.#takeLoose(point);
    const { created, removed } = tri;
    for (let k = 0; k < removed.length; k++) {
      if (tri.store.isReal(removed[k]!)) continue;
      book.forget(removed[k]!);
      this.#queue.remove(removed[k]!);
    }
    for (let k = 0; k < created.length; k++) this.#queue.set(created[k]!, book.update(created[k]!));
    for (const other of loose) {
      for (const slot of created) if (this.#holds(slot, other)) this.#subdivide(slot, other);
    }
    if (book.usesNeighbors) this.#updateNeighbors();
    return true;
  }

  /** Returns where the next point goes, or null when nothing is left to divide. */
  choose(): Candidate | null {
    this.#divide();
    const slot = this.#queue.top();
    if (slot < 0) return null;
    const { dim, store, coords } = this.tri;
    const subdivision = this.#subdivisions.get(slot);
    const part = subdivision?.top ?? -1;
    if (subdivision !== undefined) subdivision.copyPart(part, this.scale, this.#simplex);
    else {
      for (let k = 0; k <= dim; k++) {
        const vertex = store.vertex(slot, k) * dim;
        for (let c = 0; c < dim; c++) this.#simplex[k * dim + c] = coords[vertex + c]!;
      }
    }
    return { point: this.#choosePoint(slot), loss: this.#queue.losses[slot]!, slot, part };
  }

  /** Takes a candidate out of the queue, because its point is known already. */
  discard({ slot, part }: Candidate): void {
    this.trace?.push({ kind: "discard", slot, loss: this.#queue.losses[slot]! });
    if (part < 0) {
      this.#queue.remove(slot);
      return;
    }
    this.#subdivisions.get(slot)?.discard(part);
    this.#dirty.add(slot);
  }

  /**
   * Divides the simplices that hold a pending point, starting to look at `hint`. Returns one of them, or -1
   * when the point is outside the hull.
   */
  addPending(point: readonly number[], hint: number): number {
    const { tri } = this;
    tri.writePoint(this.#toScaled(point));
    let slot = hint >= 0 ? hint : tri.find();
    if (tri.store.isGhost(slot)) slot = tri.store.inner(slot);
    const holding = this.neighborhood.holding(slot, BARYCENTRIC_MARGIN);
    for (let k = 0; k < holding.length; k++) {
      this.trace?.push({ kind: "pending", slot: holding[k]!, point });
      this.#freshSlots.push(holding[k]!);
      this.#freshPoints.push(point);
    }
    return holding.length > 0 ? holding[0]! : -1;
  }

  /** Takes back what the trace says, the last first. */
  undo(trace: readonly Trace[]): void {
    this.#divide();
    for (const step of [...trace].reverse()) {
      const subdivision = this.#subdivisions.get(step.slot);
      if (step.kind === "pending") {
        subdivision?.forget(step.point);
        if (subdivision?.points.length === 0) this.#restore(step.slot, subdivision);
        else this.#dirty.add(step.slot);
      } else if (subdivision === undefined) this.#queue.set(step.slot, step.loss);
    }
  }

  /** Forgets all pending points. */
  removePending(): void {
    for (const [slot, subdivision] of this.#subdivisions) this.#restore(slot, subdivision);
    this.#dirty.clear();
    this.#freshSlots = [];
    this.#freshPoints = [];
  }

  /** Returns a point in the coordinates of the function. */
  toPoint(scaled: ArrayLike<number>, offset = 0): number[] {
    return this.scale.map((factor, c) => scaled[offset + c]! / factor);
  }

  #toScaled(point: ArrayLike<number>): Float64Array {
    for (let c = 0; c < this.scale.length; c++) this.#scaled[c] = point[c]! * this.scale[c]!;
    return this.#scaled;
  }

  #choosePoint(slot: number): number[] {
    const { dim } = this.tri;
    const transform: Transform | null = this.isAnisotropic
      ? gradientTransform(this.tri, this.book, this.neighborhood, slot)
      : null;
    transform?.apply(this.#simplex);
    choosePointInSimplex(this.#simplex, dim, this.#chosen);
    transform?.undo(this.#chosen);
    const point: number[] = [];
    for (let c = 0; c < dim; c++) point.push(this.#chosen[c]! / this.scale[c]!);
    return point;
  }

  #subdivide(slot: number, point: readonly number[]): void {
    let subdivision = this.#subdivisions.get(slot);
    if (subdivision === undefined) {
      const { dim, store, coords } = this.tri;
      const corners: number[][] = [];
      for (let k = 0; k <= dim; k++) corners.push(this.toPoint(coords, store.vertex(slot, k) * dim));
      subdivision = new Subdivision(corners, this.#queue.losses[slot]!);
      this.#subdivisions.set(slot, subdivision);
    }
    subdivision.points.push(point);
    this.#dirty.add(slot);
  }

  /** Makes the parts of simplices whose pending points changed, and ranks these simplices by the best part. */
  #divide(): void {
    const fresh = this.#freshSlots;
    for (let k = 0; k < fresh.length; k++) this.#subdivide(fresh[k]!, this.#freshPoints[k]!);
    if (fresh.length > 0) {
      this.#freshSlots.length = 0;
      this.#freshPoints.length = 0;
    }
    if (this.#dirty.size === 0) return;
    for (const slot of this.#dirty) {
      const subdivision = this.#subdivisions.get(slot);
      if (subdivision === undefined) continue;
      subdivision.divide(this.book.losses[slot]!);
      const { top } = subdivision;
      if (top < 0) this.#queue.remove(slot);
      else this.#queue.set(slot, subdivision.lossOf(top));
    }
    this.#dirty.clear();
  }

  #restore(slot: number, subdivision: Subdivision): void {
    this.#subdivisions.delete(slot);
    this.#dirty.delete(slot);
    this.#queue.set(slot, subdivision.lossBefore);
  }

  /** Forgets the subdivisions of simplices that are gone and returns their points, except the one told. */
  #takeLoose(told: ArrayLike<number>): readonly (readonly number[])[] {
    const { removed } = this.tri;
    const fresh = this.#freshSlots;
    if (this.#subdivisions.size === 0 && fresh.length === 0) return NONE;
    const loose: (readonly number[])[] = [];
    let kept = 0;
    for (let k = 0; k < fresh.length; k++) {
      const point = this.#freshPoints[k]!;
      if (removed.includes(fresh[k]!)) addOther(loose, point, told);
      else {
        fresh[kept] = fresh[k]!;
        this.#freshPoints[kept++] = point;
      }
    }
    fresh.length = kept;
    this.#freshPoints.length = kept;
    if (this.#subdivisions.size === 0) return loose;
    for (const slot of removed) {
      const subdivision = this.#subdivisions.get(slot);
      if (subdivision === undefined) continue;
      this.#subdivisions.delete(slot);
      this.#dirty.delete(slot);
      for (const point of subdivision.points) addOther(loose, point, told);
    }
    return loose;
  }

  #holds(slot: number, point: readonly number[]): boolean {
    const weights: number[] = [];
    this.tri.writePoint(this.#toScaled(point));
    this.tri.barycentric(slot, this.tri.count, weights);
    return weights.every((weight) => weight >= -BARYCENTRIC_MARGIN);
  }

  #updateNeighbors(): void {
    this.#divide();
    for (const slot of this.neighborhood.around(this.tri.created)) {
      const loss = this.book.update(slot);
      const subdivision = this.#subdivisions.get(slot);
      if (subdivision === undefined) this.#queue.raise(slot, loss);
      else {
        subdivision.raise(loss);
        this.#dirty.add(slot);
      }
    }
  }
}

const NONE: readonly (readonly number[])[] = [];

/** Adds a point that is not the one told and not there yet. */
function addOther(points: (readonly number[])[], point: readonly number[], told: ArrayLike<number>): void {
  for (let c = 0; c < point.length; c++) {
    if (point[c] === told[c]) continue;
    if (!points.includes(point)) points.push(point);
    return;
  }
}
