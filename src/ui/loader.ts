import type { ReactiveController, ReactiveControllerHost } from "lit";

/** How far something that is fetched has come; `last` is what was there before. */
export type LoadState<Value> =
  | { readonly status: "initial"; readonly last: null }
  | { readonly status: "loading"; readonly last: Value | null }
  | { readonly status: "ready"; readonly last: Value }
  | { readonly status: "error"; readonly last: Value | null; readonly error: Error };

/**
 * Fetches something for an element and redraws it at every step.
 *
 * A new fetch aborts the one before it, whose answer is dropped should it still come.
 */
export class Loader<Value> implements ReactiveController {
  #state: LoadState<Value> = { status: "initial", last: null };
  #abort: AbortController | null = null;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get state(): LoadState<Value> {
    return this.#state;
  }

  /** Starts a fetch. Resolves when it is through or overtaken; never rejects. */
  async run(load: (signal: AbortSignal) => Promise<Value>): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#set({ status: "loading", last: this.#state.last });
    try {
      const value = await load(abort.signal);
      if (this.#abort === abort) this.#set({ status: "ready", last: value });
    } catch (error) {
      if (this.#abort !== abort) return;
      this.#set({ status: "error", last: this.#state.last, error: toError(error) });
    }
  }

  /** Forgets what was fetched, and aborts a fetch. */
  reset(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#set({ status: "initial", last: null });
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#abort = null;
    if (this.#state.status === "loading") {
      const { last } = this.#state;
      this.#state = last === null ? { status: "initial", last: null } : { status: "ready", last };
    }
  }

  #set(state: LoadState<Value>): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}

/** Makes an Error of anything thrown. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
