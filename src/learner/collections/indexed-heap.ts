/**
 * Keeps small integer ids in heap order, with the place of each id known, so that an id whose key changed
 * moves in O(log n). The order is the caller's: `isBefore(a, b)` reads the keys wherever they are kept.
 */
export class IndexedHeap {
  readonly #isBefore: (a: number, b: number) => boolean;
  readonly #heap: number[] = [];
  /** Place of each id in the heap; -1 when absent. */
  #place = new Int32Array(16).fill(-1);

  /** Makes an empty heap; `isBefore` must be a strict total order of the ids in it. */
  constructor(isBefore: (a: number, b: number) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Returns the first id in order, or undefined when empty. */
  top(): number | undefined {
    return this.#heap[0];
  }

  has(id: number): boolean {
    return id < this.#place.length && this.#place[id]! >= 0;
  }

  /** Iterates the ids in no particular order. */
  ids(): IterableIterator<number> {
    return this.#heap.values();
  }

  /** Adds an id, or moves it when it is there and its key changed. */
  set(id: number): void {
    if (id >= this.#place.length) this.#grow(id);
    let place = this.#place[id]!;
    if (place < 0) {
      place = this.#heap.length;
      this.#heap.push(id);
      this.#place[id] = place;
    }
    this.#settle(id, place);
  }

  /** Takes an id out; nothing happens when it is not there. */
  delete(id: number): void {
    if (!this.has(id)) return;
    const place = this.#place[id]!;
    const last = this.#heap.pop()!;
    this.#place[id] = -1;
    if (last === id) return;
    this.#heap[place] = last;
    this.#place[last] = place;
    this.#settle(last, place);
  }

  #grow(id: number): void {
    const larger = new Int32Array(Math.max(2 * this.#place.length, id + 1)).fill(-1);
    larger.set(this.#place);
    this.#place = larger;
  }

  #settle(id: number, start: number): void {
    const heap = this.#heap;
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const other = heap[parent]!;
      if (!this.#isBefore(id, other)) break;
      this.#put(other, place);
      place = parent;
    }
    if (place !== start) {
      this.#put(id, place);
      return;
    }
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#isBefore(heap[child + 1]!, heap[child]!)) child++;
      const other = heap[child]!;
      if (!this.#isBefore(other, id)) break;
      this.#put(other, place);
      place = child;
    }
    this.#put(id, place);
  }

  #put(id: number, place: number): void {
    this.#heap[place] = id;
    this.#place[id] = place;
  }
}
