import { readStatus } from "../manager/index.js";
import { AdaptiveSchedulerError, isOver, type OwnerRequest, type Snapshot } from "../protocol/index.js";
import type { Client } from "../transport/index.js";
import { openRunClient } from "./client.js";
import type { ManagerHost } from "./manager-host.js";
import { ShortLives } from "./short-lives.js";
import { watchRun } from "./watch.js";

/**
 * A kernel's line to one run: keeps the last snapshot, tells listeners of new ones, and starts the manager process
 * again when it was killed while the run was not over.
 */
export class RunSession {
  readonly runFolder: string;
  /** Resolves with the last snapshot when the run is over. */
  readonly finished: Promise<Snapshot>;
  #resolveFinished!: (snapshot: Snapshot) => void;
  #rejectFinished!: (error: unknown) => void;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #stop = new AbortController();
  #client: Client | null = null;
  #last: Snapshot | null = null;
  readonly #now: () => number;

  constructor(runFolder: string, now: () => number) {
    this.#now = now;
    this.runFolder = runFolder;
    this.finished = new Promise((resolve, reject) => {
      this.#resolveFinished = resolve;
      this.#rejectFinished = reject;
    });
    // Whoever awaits it is told; nobody has to.
    this.finished.catch(() => undefined);
  }

  /** Connects to the run and follows it until it is over. */
  async open(host: ManagerHost, keepsAlive: boolean): Promise<void> {
    if (this.#client) return;
    this.#client = await openRunClient(this.runFolder);
    const lives = new ShortLives(this.#now());
    const listener = {
      onSnapshot: (snapshot: Snapshot) => this.#tell(snapshot),
      onManagerLost: () => this.#restart(host, lives),
    };
    watchRun(this.runFolder, this.#client, listener, { signal: this.#stop.signal, keepsAlive }).then(
      (snapshot) => {
        if (snapshot !== null) this.#resolveFinished(snapshot);
        this.close();
      },
      (error: unknown) => {
        this.#rejectFinished(error);
        this.close();
      },
    );
  }

  /** The last known state: from the manager, or from what an earlier one left in the folder. */
  get snapshot(): Snapshot | null {
    return this.#last ?? readStatus(this.runFolder);
  }

  onSnapshot(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks the manager; throws a plain sentence when the run has none. */
  async request<Result>(request: OwnerRequest): Promise<Result> {
    if (this.#client === null) {
      const over = this.snapshot !== null && isOver(this.snapshot.status);
      throw new AdaptiveSchedulerError(
        "not-running",
        over
          ? `The run in ${this.runFolder} is over.`
          : `The run in ${this.runFolder} is not started, or its start failed.`,
      );
    }
    return this.#client.request<Result>(request);
  }

  /** Lets go of the run, which goes on without this session; safe to call twice. */
  close(): void {
    this.#stop.abort();
    this.#client?.close();
    this.#client = null;
  }

  /** Whether the session follows a run now. */
  get isOpen(): boolean {
    return this.#client !== null;
  }

  #tell(snapshot: Snapshot): void {
    this.#last = snapshot;
    for (const listener of [...this.#listeners]) listener(snapshot);
  }

  async #restart(host: ManagerHost, lives: ShortLives): Promise<void> {
    if (!lives.mayFollow(this.#now())) {
      throw new AdaptiveSchedulerError(
        "manager-lost",
        `The manager of ${this.runFolder} ended ${lives.inARow} times in a row, each within a minute. Its log, manager.log in that folder, says why; RunManager.attach() tries again.`,
      );
    }
    await host.start({});
    lives.begin(this.#now());
  }
}
