import { joinSnapshot, type Snapshot } from "../protocol/index.js";
import type { Bytes } from "./decode-reply.js";
import type { WidgetModel } from "./model.js";
import { Requests } from "./requests.js";

/** What the views of a model draw. */
export interface RunState {
  readonly snapshot: Snapshot | null;
  readonly connected: boolean;
}

/**
 * Is the page's half of one run: follows its model, and asks through it. All views of the model share it.
 */
export class RunClient {
  readonly requests: Requests;
  readonly #model: WidgetModel;
  readonly #listeners = new Set<(state: RunState) => void>();
  #connected = true;
  #scheduled = false;

  constructor(model: WidgetModel) {
    this.#model = model;
    this.requests = new Requests((request) => model.send(request));
    model.on("change", this.#changed);
    model.on("msg:custom", this.#heard);
    // Fired when the line to the kernel is lost: restarted, dead, shut down.
    model.on("comm_live_update", this.#lost);
  }

  get state(): RunState {
    const { connected } = this;
    if (this.#model.get("started") !== true) return { snapshot: null, connected };
    return { snapshot: joinSnapshot((key) => this.#model.get(key)), connected };
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Calls `listener` now and at each change. Returns what ends that. */
  follow(listener: (state: RunState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.state);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#model.off("change", this.#changed);
    this.#model.off("msg:custom", this.#heard);
    this.#model.off("comm_live_update", this.#lost);
    this.#listeners.clear();
    this.requests.fail("The view was closed.");
  }

  // One update of the kernel changes many fields, and each fires: one redraw for all.
  readonly #changed = (): void => {
    this.#connected = true;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#tell();
    });
  };

  readonly #heard = (message: unknown, buffers: unknown): void => {
    this.requests.take(message, Array.isArray(buffers) ? (buffers as Bytes[]) : []);
  };

  readonly #lost = (): void => {
    this.#connected = false;
    this.requests.fail("The kernel is gone.");
    this.#tell();
  };

  #tell(): void {
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }
}
