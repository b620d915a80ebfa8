import type { LearnerData } from "../learner.js";

/** A sample's place: the seed of the noise and where it was taken. */
export type SeededPoint = readonly [seed: number, x: number];

/**
 * Keeps the samples of a noisy function of one number, in the order told.
 *
 * Iterates `[[seed, x], y]`. A number alone, instead of `[seed, x]`, asks for the mean at that x.
 */
export class Samples implements LearnerData<SeededPoint, number> {
  readonly #seeds: number[] = [];
  readonly #ids: number[] = [];
  readonly #ys: number[] = [];
  /** By id of x: the place of each seed in the order told; -1 where a lower seed is not told. */
  readonly #placesOf: (number[] | undefined)[] = [];
  /** By id of x: places of seeds far above those told without a gap. */
  readonly #farPlacesOf: (Map<number, number> | undefined)[] = [];
  readonly #xAt: (id: number) => number;
  readonly #idOf: (x: number) => number;
  readonly #meanAt: (x: number) => number | undefined;

  constructor(port: {
    xAt: (id: number) => number;
    idOf: (x: number) => number;
    meanAt: (x: number) => number | undefined;
  }) {
    this.#xAt = port.xAt;
    this.#idOf = port.idOf;
    this.#meanAt = port.meanAt;
  }

  get size(): number {
    return this.#ys.length;
  }

  get(point: SeededPoint | number): number | undefined {
    if (typeof point === "number") return this.#meanAt(point);
    const place = this.#placeOf(this.#idOf(point[1]), point[0]);
    return place < 0 ? undefined : this.#ys[place];
  }

  has(point: SeededPoint | number): boolean {
    return this.get(point) !== undefined;
  }

  /** Whether a seed was told at the point with this id. */
  hasSeed(id: number, seed: number): boolean {
    return this.#placeOf(id, seed) >= 0;
  }

  /** Adds a sample that is not there yet. */
  add(id: number, seed: number, y: number): void {
    const place = this.#ys.length;
    this.#seeds.push(seed);
    this.#ids.push(id);
    this.#ys.push(y);
    const places = (this.#placesOf[id] ??= []);
    if (seed === places.length) {
      places.push(place);
    } else if (seed < places.length + 256) {
      while (places.length < seed) places.push(this.#farPlacesOf[id]?.get(places.length) ?? -1);
      places[seed] = place;
    } else {
      (this.#farPlacesOf[id] ??= new Map()).set(seed, place);
    }
  }

  /** Returns the sum of squared deviations from `mean` of the samples at the point with this id. */
  squaresAround(mean: number, id: number): number {
    let sum = 0;
    for (const place of this.#placesOf[id] ?? []) if (place >= 0) sum += (this.#ys[place]! - mean) ** 2;
    for (const [seed, place] of this.#farPlacesOf[id] ?? []) {
      if (seed >= this.#placesOf[id]!.length) sum += (this.#ys[place]! - mean) ** 2;
    }
    return sum;
  }

  *keys(): IterableIterator<SeededPoint> {
    for (const [point] of this.entries()) yield point;
  }

  values(): IterableIterator<number> {
    return this.#ys.values();
  }

  entries(): IterableIterator<[SeededPoint, number]> {
    return this.entriesFrom(0);
  }

  *entriesFrom(start: number): IterableIterator<[SeededPoint, number]> {
    for (let i = start; i < this.#ys.length; i++) {
      yield [[this.#seeds[i]!, this.#xAt(this.#ids[i]!)], this.#ys[i]!];
    }
  }

  [Symbol.iterator](): IterableIterator<[SeededPoint, number]> {
    return this.entries();
  }

  #placeOf(id: number, seed: number): number {
    const places = this.#placesOf[id];
    if (places !== undefined && seed < places.length) return places[seed] ?? -1;
    return this.#farPlacesOf[id]?.get(seed) ?? -1;
  }
}
