import type { SeededPoint } from "./samples.js";

/** Seeds kept in an array; above so many at one point, in a set. */
const FEW = 32;

/** Is the set of pending samples of an AverageLearner1D, by id of the point, in the order asked at each. */
export class PendingSamples implements Iterable<SeededPoint> {
  readonly #seedsOf: (number[] | Set<number> | undefined)[] = [];
  readonly #xAt: (id: number) => number;
  #size = 0;

  constructor(xAt: (id: number) => number) {
    this.#xAt = xAt;
  }

  get size(): number {
    return this.#size;
  }

  /** Whether a seed is pending at the point with this id; -1 is the id of no point. */
  has(id: number, seed: number): boolean {
    const seeds = id < 0 ? undefined : this.#seedsOf[id];
    if (seeds === undefined) return false;
    return Array.isArray(seeds) ? seeds.includes(seed) : seeds.has(seed);
  }

  add(id: number, seed: number): void {
    if (this.has(id, seed)) return;
    while (this.#seedsOf.length <= id) this.#seedsOf.push(undefined);
    const seeds = (this.#seedsOf[id] ??= []);
    if (!Array.isArray(seeds)) seeds.add(seed);
    else if (seeds.length < FEW) seeds.push(seed);
    else this.#seedsOf[id] = new Set(seeds).add(seed);
    this.#size++;
  }

  delete(id: number, seed: number): void {
    const seeds = this.#seedsOf[id];
    if (seeds === undefined) return;
    if (Array.isArray(seeds)) {
      const place = seeds.indexOf(seed);
      if (place < 0) return;
      if (place === seeds.length - 1) seeds.pop();
      else seeds.splice(place, 1);
    } else if (!seeds.delete(seed)) {
      return;
    }
    this.#size--;
  }

  clear(): void {
    this.#seedsOf.length = 0;
    this.#size = 0;
  }

  *[Symbol.iterator](): IterableIterator<SeededPoint> {
    for (let id = 0; id < this.#seedsOf.length; id++) {
      for (const seed of this.#seedsOf[id] ?? []) yield [seed, this.#xAt(id)];
    }
  }
}
