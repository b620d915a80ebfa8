import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { decodeJson, encodeJson } from "../checkpoint/json-value.js";

// The runner thread writes each point here before it goes on to the next, and the main thread reads at its leisure.
// Nothing has to be sent while user code runs: what was told is readable even when the next point never ends.
//
// A record is a whole number of 8-byte words: one Int32 pair (words, kind) and its payload. Kind 0 pads to the end of
// the ring. Kind 1: the widths of point and value in one more pair, then their numbers. Kind 2: length of a
// JSON text in one more pair, then the text. Kind 3: the number of a message in a port, where what is
// too large lies.

const KIND = { padding: 0, numbers: 1, json: 2, elsewhere: 3 } as const;
/** Width of a bare number; a vector's is its length, a Float64Array's is negative. */
const SCALAR = 0;

const WRITTEN = 0;
const READ = 1;

/** The memory that both threads share. */
export interface RingMemory {
  /** Words written and read so far, modulo 2^31. */
  readonly counters: SharedArrayBuffer;
  readonly data: SharedArrayBuffer;
}

/** Makes the memory of a ring. `bytes` is a power of 2. */
export function createRingMemory(bytes = 1 << 20): RingMemory {
  return { counters: new SharedArrayBuffer(8), data: new SharedArrayBuffer(bytes) };
}

const WRAP = 0x7fffffff;
const distance = (from: number, to: number): number => (to - from) & WRAP;

/** Shared views of both ends. */
class Ring {
  readonly counters: Int32Array;
  readonly words: Float64Array;
  readonly pairs: Int32Array;
  readonly bytes: Buffer;
  readonly mask: number;

  constructor(memory: RingMemory) {
    this.counters = new Int32Array(memory.counters);
    this.words = new Float64Array(memory.data);
    this.pairs = new Int32Array(memory.data);
    this.bytes = Buffer.from(memory.data);
    this.mask = this.words.length - 1;
  }
}

function widthOf(value: unknown): number | null {
  if (typeof value === "number") return SCALAR;
  if (value instanceof Float64Array && value.length > 0) return -value.length;
  if (!Array.isArray(value) || value.length === 0) return null;
  for (const item of value) if (typeof item !== "number") return null;
  return value.length;
}

const wordsOf = (width: number): number => (width === SCALAR ? 1 : Math.abs(width));

/** Writes told points; used by one thread. */
export class RingWriter {
  readonly #ring: Ring;
  readonly #large: MessagePort;
  readonly #onFilling: () => void;
  #at: number;
  #end: number;
  #largeSerial = 0;

  /**
   * `large` takes what does not fit into the ring; `onFilling` is called when it is half full: the other thread
   * should read.
   */
  constructor(memory: RingMemory, large: MessagePort, onFilling: () => void) {
    this.#ring = new Ring(memory);
    this.#large = large;
    this.#onFilling = onFilling;
    this.#at = this.#end = Atomics.load(this.#ring.counters, WRITTEN);
  }

  /**
   * Writes a point and its value, still hidden from the reader. Waits while the ring is full.
   * @throws CheckpointError `value-unkeepable`
   */
  stage(point: unknown, value: unknown): void {
    const pointWidth = widthOf(point);
    const valueWidth = widthOf(value);
    if (pointWidth !== null && valueWidth !== null) {
      const words = 2 + wordsOf(pointWidth) + wordsOf(valueWidth);
      if (words <= this.#ring.words.length >> 1) {
        const at = this.#begin(words, KIND.numbers);
        this.#ring.pairs[2 * at + 2] = pointWidth;
        this.#ring.pairs[2 * at + 3] = valueWidth;
        this.#put(at + 2, point, pointWidth);
        this.#put(at + 2 + wordsOf(pointWidth), value, valueWidth);
        return;
      }
    }
    this.#stageJson(point, value);
  }

  /** Shows what was staged last to the reader. */
  publish(): void {
    const { counters, words } = this.#ring;
    const before = distance(Atomics.load(counters, READ), this.#at);
    this.#at = this.#end;
    Atomics.store(counters, WRITTEN, this.#at);
    const half = words.length >> 1;
    if (before < half && distance(Atomics.load(counters, READ), this.#at) >= half) this.#onFilling();
  }

  #stageJson(point: unknown, value: unknown): void {
    const text = encodeJson([point, value]);
    const length = Buffer.byteLength(text);
    const words = 2 + Math.ceil(length / 8);
    if (words > this.#ring.words.length >> 1) {
      this.#largeSerial += 1;
      this.#large.postMessage([this.#largeSerial, point, value]);
      this.#ring.pairs[2 * this.#begin(2, KIND.elsewhere) + 2] = this.#largeSerial;
      return;
    }
    const at = this.#begin(words, KIND.json);
    this.#ring.pairs[2 * at + 2] = length;
    this.#ring.bytes.write(text, 8 * (at + 2), "utf8");
  }

  /** Reserves `words` in a row behind what is published; gives their place. */
  #begin(words: number, kind: number): number {
    const { pairs, mask } = this.#ring;
    let start = this.#at;
    const untilEnd = mask + 1 - (start & mask);
    if (untilEnd < words) {
      this.#awaitRoom(untilEnd + words);
      pairs[2 * (start & mask)] = untilEnd;
      pairs[2 * (start & mask) + 1] = KIND.padding;
      start = (start + untilEnd) & WRAP;
    } else this.#awaitRoom(words);
    const at = start & mask;
    pairs[2 * at] = words;
    pairs[2 * at + 1] = kind;
    this.#end = (start + words) & WRAP;
    return at;
  }

  #awaitRoom(words: number): void {
    const { counters, mask } = this.#ring;
    for (;;) {
      const read = Atomics.load(counters, READ);
      if (distance(read, this.#at) + words <= mask + 1) return;
      this.#onFilling();
      Atomics.wait(counters, READ, read, 1000);
    }
  }

  #put(at: number, value: unknown, width: number): void {
    if (width === SCALAR) this.#ring.words[at] = value as number;
    else this.#ring.words.set(value as number[], at);
  }
}

/** Told points as the checkpoint takes them. */
export interface ToldPoints {
  readonly points: unknown[];
  readonly values: unknown[];
}

/** Reads told points; used by the other thread. */
export class RingReader {
  readonly #ring: Ring;
  readonly #large: MessagePort;

  constructor(memory: RingMemory, large: MessagePort) {
    this.#ring = new Ring(memory);
    this.#large = large;
  }

  /** Moves all that was published into `into`, and makes room for the writer. */
  drain(into: ToldPoints): void {
    const { counters, pairs, mask } = this.#ring;
    const end = Atomics.load(counters, WRITTEN);
    let at = Atomics.load(counters, READ);
    while (at !== end) {
      const place = at & mask;
      this.#take(place, pairs[2 * place + 1]!, into);
      at = (at + pairs[2 * place]!) & WRAP;
    }
    Atomics.store(counters, READ, at);
    Atomics.notify(counters, READ);
  }

  #take(at: number, kind: number, { points, values }: ToldPoints): void {
    const { pairs, bytes } = this.#ring;
    if (kind === KIND.numbers) {
      const pointWidth = pairs[2 * at + 2]!;
      points.push(this.#get(at + 2, pointWidth));
      values.push(this.#get(at + 2 + wordsOf(pointWidth), pairs[2 * at + 3]!));
    } else if (kind === KIND.json) {
      const start = 8 * (at + 2);
      const [point, value] = decodeJson(bytes.toString("utf8", start, start + pairs[2 * at + 2]!)) as [
        unknown,
        unknown,
      ];
      points.push(point);
      values.push(value);
    } else if (kind === KIND.elsewhere) {
      // A message of another number was staged and never published.
      for (;;) {
        const received = receiveMessageOnPort(this.#large);
        if (received === undefined) return;
        const [serial, point, value] = received.message as readonly [number, unknown, unknown];
        if (serial !== pairs[2 * at + 2]) continue;
        points.push(point);
        values.push(value);
        return;
      }
    }
  }

  #get(at: number, width: number): number | number[] | Float64Array {
    const { words } = this.#ring;
    if (width === SCALAR) return words[at]!;
    return width < 0 ? words.slice(at, at - width) : Array.from(words.subarray(at, at + width));
  }
}
