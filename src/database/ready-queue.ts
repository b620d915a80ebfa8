/** Where a waiting learner stands in line. */
export type Place = "front" | "fresh" | "back";

const NONE = 0;
const CODE: Readonly<Record<Place, number>> = { front: 1, fresh: 2, back: 3 };

/**
 * The learners of one resource class that may be handed out, in fair order: first those whose job died (the earliest
 * first), then those never handed out in the order of their index, at last those whose function failed, so that they
 * do not hold up the others.
 *
 * All steps are O(log n) at worst. What is removed from the middle is skipped when it comes up.
 */
export class ReadyQueue {
  /** Where each learner stands; shared by the queues of all classes. */
  readonly #where: Uint8Array;
  readonly #front = new Fifo();
  readonly #back = new Fifo();
  readonly #fresh: number[] = [];
  #size = 0;

  constructor(where: Uint8Array) {
    this.#where = where;
  }

  get size(): number {
    return this.#size;
  }

  has(index: number): boolean {
    return this.#where[index] !== NONE;
  }

  push(index: number, place: Place): void {
    if (this.has(index)) return;
    this.#where[index] = CODE[place];
    this.#size++;
    if (place === "front") this.#front.push(index);
    else if (place === "back") this.#back.push(index);
    else pushHeap(this.#fresh, index);
  }

  remove(index: number): void {
    if (!this.has(index)) return;
    this.#where[index] = NONE;
    this.#size--;
  }

  /** The learner whose turn it is; undefined when none is ready. */
  peek(): number | undefined {
    const front = this.#front.peek((index) => this.#where[index] === CODE.front);
    if (front !== undefined) return front;
    while (this.#fresh.length > 0 && this.#where[this.#fresh[0]!] !== CODE.fresh) popHeap(this.#fresh);
    return this.#fresh[0] ?? this.#back.peek((index) => this.#where[index] === CODE.back);
  }
}

/** A first-in-first-out line whose passed part is cut off now and then. */
class Fifo {
  #items: number[] = [];
  #head = 0;

  push(item: number): void {
    this.#items.push(item);
  }

  /** Drops items from the head until one is valid, and gives it without taking it. */
  peek(isValid: (item: number) => boolean): number | undefined {
    while (this.#head < this.#items.length && !isValid(this.#items[this.#head]!)) this.#head++;
    if (this.#head > 1000 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return this.#items[this.#head];
  }
}

function pushHeap(heap: number[], item: number): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]! <= item) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = item;
}

function popHeap(heap: number[]): void {
  const item = heap.pop();
  if (item === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= item) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = item;
}
