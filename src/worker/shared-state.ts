/** Figures that the runner thread keeps up to date for the main thread. */
export interface Figures {
  npoints: number;
  /** Not a number when it is not known. */
  loss: number;
  pending: number;
  /** Points told since the thread got the learner. */
  newPoints: number;
  /** Seconds that the function took, summed over points. */
  functionSeconds: number;
  retried: number;
}

const FIGURES = ["npoints", "loss", "pending", "newPoints", "functionSeconds", "retried"] as const;

/** Longest description of a point that is kept, in bytes. */
const MAX_POINT_BYTES = 4096;

const STOP = 0;
const POINT_LENGTH = 1;
const HELD = 2;
/** Bytes of the flags; the numbers behind them have to start at a multiple of 8. */
const FLAG_BYTES = 16;
/** The point is so many bare numbers, or as negative length a JSON text; 0 when none is being evaluated. */
const NO_POINT = 0;

/** Makes the memory of a {@link SharedState}. */
export function createStateMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(FLAG_BYTES + 8 * FIGURES.length + MAX_POINT_BYTES);
}

/**
 * What the main thread and the runner thread know of each other while user code runs: whether to stop, whether to ask
 * for no more points, the figures of the learner, and the point that is being evaluated, so that it is known even if the thread dies of it.
 */
export class SharedState {
  readonly #flags: Int32Array;
  readonly #figures: Float64Array;
  readonly #numbers: Float64Array;
  readonly #text: Buffer;

  constructor(memory: SharedArrayBuffer) {
    const pointAt = FLAG_BYTES + 8 * FIGURES.length;
    this.#flags = new Int32Array(memory, 0, FLAG_BYTES / 4);
    this.#figures = new Float64Array(memory, FLAG_BYTES, FIGURES.length);
    this.#numbers = new Float64Array(memory, pointAt, MAX_POINT_BYTES / 8);
    this.#text = Buffer.from(memory, pointAt, MAX_POINT_BYTES);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#flags, STOP) === 1;
  }

  set isStopped(stopped: boolean) {
    Atomics.store(this.#flags, STOP, stopped ? 1 : 0);
  }

  /** Whether the file takes no points now, so that no more are to be computed. */
  get isHeld(): boolean {
    return Atomics.load(this.#flags, HELD) === 1;
  }

  set isHeld(held: boolean) {
    Atomics.store(this.#flags, HELD, held ? 1 : 0);
  }

  get figures(): Figures {
    return Object.fromEntries(FIGURES.map((name, i) => [name, this.#figures[i]])) as unknown as Figures;
  }

  setFigures(figures: Figures): void {
    this.#figures[0] = figures.npoints;
    this.#figures[1] = figures.loss;
    this.#figures[2] = figures.pending;
    this.#figures[3] = figures.newPoints;
    this.#figures[4] = figures.functionSeconds;
    this.#figures[5] = figures.retried;
  }

  /** Remembers which point is evaluated from now on; `undefined` for none. */
  setPoint(point: unknown): void {
    let length = NO_POINT;
    if (typeof point === "number") {
      this.#numbers[0] = point;
      length = 1;
    } else if (point !== undefined) {
      const text = JSON.stringify(point) as string | undefined;
      // A longer one is cut, and told as text.
      length = -this.#text.write(text ?? typeof point);
    }
    Atomics.store(this.#flags, POINT_LENGTH, length);
  }

  /** The point that is evaluated now; undefined for none. */
  get point(): unknown {
    const length = Atomics.load(this.#flags, POINT_LENGTH);
    if (length === NO_POINT) return undefined;
    if (length > 0) return this.#numbers[0];
    const text = this.#text.toString("utf8", 0, -length);
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }
}
