import { grown, NO_IDS, NO_NUMBERS } from "../collections/point-index.js";

/**
 * Orders intervals by priority, highest first and leftmost among equals, each named by the id of its left end.
 *
 * A heap with four children a node, so that the children share a cache line; an interval's priority can be
 * changed in place.
 */
export class IntervalHeap {
  size = 0;
  #ids = NO_IDS;
  #keys = NO_NUMBERS;
  /** Place of an id plus one; 0 when it is not in the heap. */
  #places = NO_IDS;
  readonly #points: { readonly xs: Float64Array };

  /** @param points - holds the left ends by id, now and whenever an interval is put in */
  constructor(points: { readonly xs: Float64Array }) {
    this.#points = points;
  }

  /** The id at a place of the heap; place 0 has the highest priority. */
  idAt(place: number): number {
    return this.#ids[place]!;
  }

  keyAt(place: number): number {
    return this.#keys[place]!;
  }

  /** Puts an interval in, or changes its priority. */
  set(id: number, key: number): void {
    if (id >= this.#places.length) this.#places = grown(this.#places, id + 1);
    let place = this.#places[id]! - 1;
    if (place < 0) {
      place = this.size++;
      if (place >= this.#ids.length) this.#grow();
      this.#rise(place, id, key);
    } else if (key > this.#keys[place]!) this.#rise(place, id, key);
    else if (key < this.#keys[place]!) this.#sink(place, id, key);
  }

  remove(id: number): void {
    const place = id < this.#places.length ? this.#places[id]! - 1 : -1;
    if (place < 0) return;
    this.#places[id] = 0;
    const last = --this.size;
    if (place === last) return;
    const moved = this.#ids[last]!;
    const key = this.#keys[last]!;
    this.#rise(place, moved, key);
    this.#sink(this.#places[moved]! - 1, moved, key);
  }

  clear(): void {
    this.size = 0;
    this.#places.fill(0);
  }

  /** Whether the interval at place `a` comes before that at place `b`. */
  isBefore(a: number, b: number): boolean {
    const difference = this.#keys[a]! - this.#keys[b]!;
    if (difference !== 0) return difference > 0;
    const xs = this.#points.xs;
    return xs[this.#ids[a]!]! < xs[this.#ids[b]!]!;
  }

  #rise(start: number, id: number, key: number): void {
    const ids = this.#ids;
    const keys = this.#keys;
    const places = this.#places;
    const xs = this.#points.xs;
    const x = xs[id]!;
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      const above = keys[parent]!;
      if (above > key || (above === key && xs[ids[parent]!]! < x)) break;
      const moved = ids[parent]!;
      ids[place] = moved;
      keys[place] = above;
      places[moved] = place + 1;
      place = parent;
    }
    ids[place] = id;
    keys[place] = key;
    places[id] = place + 1;
  }

  #sink(start: number, id: number, key: number): void {
    const ids = this.#ids;
    const keys = this.#keys;
    const places = this.#places;
    const xs = this.#points.xs;
    const size = this.size;
    const x = xs[id]!;
    let place = start;
    for (;;) {
      const from = 4 * place + 1;
      if (from >= size) break;
      const to = Math.min(from + 4, size);
      let best = from;
      let bestKey = keys[from]!;
      for (let child = from + 1; child < to; child++) {
        const childKey = keys[child]!;
        if (childKey > bestKey || (childKey === bestKey && xs[ids[child]!]! < xs[ids[best]!]!)) {
          best = child;
          bestKey = childKey;
        }
      }
      if (bestKey < key || (bestKey === key && x < xs[ids[best]!]!)) break;
      const moved = ids[best]!;
      ids[place] = moved;
      keys[place] = bestKey;
      places[moved] = place + 1;
      place = best;
    }
    ids[place] = id;
    keys[place] = key;
    places[id] = place + 1;
  }

  #grow(): void {
    this.#ids = grown(this.#ids, this.size);
    this.#keys = grown(this.#keys, this.size);
  }
}
