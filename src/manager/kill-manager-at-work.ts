import type { DatabaseManagerAtWork, Part } from "./database-manager-at-work.js";
import { KillManager, type KillSettings } from "./kill-manager.js";
import { runLoop, type Loop } from "./loop.js";

/** Searches the logs of running jobs, turn by turn, and cancels those that have what is searched for. */
export class KillManagerAtWork implements Part {
  readonly loop: Loop;
  readonly unreachableSince = null;
  readonly manager: KillManager;
  readonly #stop = new AbortController();

  /** Begins at once; `database` has to listen already. */
  constructor(
    database: DatabaseManagerAtWork,
    settings: KillSettings & { readonly intervalSeconds: number },
  ) {
    this.manager = new KillManager(database, settings);
    const signal = AbortSignal.any([this.#stop.signal, database.signal]);
    this.loop = runLoop(() => this.manager.turn(), {
      intervalMs: () => settings.intervalSeconds * 1000,
      signal,
      onError: (error) => database.noteError(error),
    });
    const letGo = database.add(this);
    this.#stop.signal.addEventListener("abort", letGo, { once: true });
    signal.addEventListener("abort", () => this.manager.close(), { once: true });
  }

  get troubles(): readonly string[] {
    return this.manager.troubles;
  }

  noteStart(): void {
    // Jobs are of no interest before they write.
  }

  trigger(): void {
    this.loop.wake();
  }

  /** Ends the searches. Safe to call twice. */
  stop(): Promise<void> {
    this.#stop.abort();
    return this.loop.finished;
  }
}
