import { Triangulation } from "../triangulation/triangulation.js";
import { SimplexQueue } from "./simplex-queue.js";

/**
 * Is a simplex that holds pending points: it is triangulated with them, and its loss is shared among the parts
 * by volume, so that the next points go elsewhere in it.
 *
 * The parts are made only when the next point is asked for, since most often the value comes first.
 */
export class Subdivision {
  /** Pending points in the simplex, in the order in which they came. */
  readonly points: (readonly number[])[] = [];
  /** Loss by which the simplex was in the queue before it was divided. */
  readonly lossBefore: number;
  readonly #corners: readonly (readonly number[])[];
  #parts: { tri: Triangulation; queue: SimplexQueue; volume: number } | null = null;
  #held = 0;

  /** `corners` are the vertices, in the coordinates of the function. */
  constructor(corners: readonly (readonly number[])[], lossBefore: number) {
    this.#corners = corners;
    this.lossBefore = lossBefore;
  }

  /** Slot of the part with the greatest loss, or -1. Call {@link Subdivision.divide} before. */
  get top(): number {
    return this.#parts?.queue.top() ?? -1;
  }

  /** Returns the loss by which a part is ranked. */
  lossOf(part: number): number {
    return this.#parts!.queue.losses[part]!;
  }

  /** Makes the parts for points that came since the last time; `loss` is that of the whole simplex. */
  divide(loss: number): void {
    if (this.#parts === null) {
      const tri = new Triangulation(this.#corners.length - 1, this.#corners);
      this.#parts = { tri, queue: new SimplexQueue(tri.store), volume: tri.volume(0) };
    }
    const { tri, queue } = this.#parts;
    for (; this.#held < this.points.length; this.#held++) {
      if (tri.insert(this.points[this.#held]!) < 0) continue;
      for (const part of tri.removed) if (!tri.store.isReal(part)) queue.remove(part);
      for (const part of tri.created) queue.set(part, this.#share(part, loss));
    }
  }

  /** Ranks all parts anew by the loss of the whole simplex. */
  reset(loss: number): void {
    if (this.#parts === null) return;
    for (const part of this.#parts.tri.store.real()) this.#parts.queue.set(part, this.#share(part, loss));
  }

  /** Ranks parts higher where the loss of the whole simplex says so. */
  raise(loss: number): void {
    if (this.#parts === null) return;
    for (const part of this.#parts.tri.store.real()) this.#parts.queue.raise(part, this.#share(part, loss));
  }

  /** Takes a part out of the queue, because the point to divide it at is known already. */
  discard(part: number): void {
    this.#parts?.queue.remove(part);
  }

  /** Forgets a point; the parts are made anew when next needed. */
  forget(point: readonly number[]): void {
    const index = this.points.indexOf(point);
    if (index >= 0) this.points.splice(index, 1);
    this.#parts = null;
    this.#held = 0;
  }

  /** Copies the coordinates of the corners of a part, multiplied by `scale` along each axis. */
  copyPart(part: number, scale: readonly number[], out: Float64Array): void {
    const { tri } = this.#parts!;
    const { dim, store, coords } = tri;
    for (let k = 0; k <= dim; k++) {
      const vertex = store.vertex(part, k) * dim;
      for (let c = 0; c < dim; c++) out[k * dim + c] = coords[vertex + c]! * scale[c]!;
    }
  }

  #share(part: number, loss: number): number {
    const { tri, volume } = this.#parts!;
    return tri.volume(part) * (loss / volume);
  }
}
