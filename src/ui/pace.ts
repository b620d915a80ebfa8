import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * Repeats a fetch when what it shows has changed, at most once an interval.
 *
 * `touch` is called at every change of the run; a table that is not on the screen fetches nothing.
 */
export class Pace implements ReactiveController {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #lastAt = -Infinity;
  readonly #act: () => void;
  readonly #intervalMs: number;

  constructor(host: ReactiveControllerHost, act: () => void, intervalMs: number) {
    this.#act = act;
    this.#intervalMs = intervalMs;
    host.addController(this);
  }

  /** Says that there is something new. */
  touch(): void {
    if (this.#timer !== null) return;
    const wait = Math.max(0, this.#lastAt + this.#intervalMs - performance.now());
    this.#timer = setTimeout(() => this.#run(), wait);
  }

  /** Says that it was just fetched for another reason. */
  done(): void {
    this.#lastAt = performance.now();
  }

  hostDisconnected(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #run(): void {
    this.#timer = null;
    this.done();
    this.#act();
  }
}
