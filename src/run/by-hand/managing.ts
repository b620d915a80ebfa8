import { AdaptiveSchedulerError } from "../../protocol/index.js";

/** How a manager that is started by hand does. */
export type ManagingStatus = "not yet started" | "starting" | "running" | "finished" | "failed" | "cancelled";

/** What the managers that are started by hand have in common: one start, one end, and a word on how they do. */
export abstract class Managing<End> {
  #begun: Promise<this> | null = null;
  #status: ManagingStatus = "not yet started";
  #resolve!: (end: End) => void;
  #reject!: (error: unknown) => void;
  /** Resolves when the manager has ended by itself or was cancelled; rejects when its start failed. */
  readonly finished: Promise<End>;

  constructor() {
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever awaits it is told; nobody has to.
    this.finished.catch(() => undefined);
  }

  /** Whether `start()` was called. */
  get isStarted(): boolean {
    return this.#begun !== null;
  }

  /** `"not yet started"`, `"starting"`, `"running"`, or how it ended. */
  status(): ManagingStatus {
    return this.#status;
  }

  /**
   * Starts the manager; resolves with it when it is at work. What comes after need not await that: the other managers
   * wait for the one that they stand on.
   *
   * @throws AdaptiveSchedulerError with code `already-started` for a second start
   */
  start(): Promise<this> {
    if (this.#begun !== null) {
      throw new AdaptiveSchedulerError(
        "already-started",
        `This ${this.constructor.name} is started already: make another one to start again.`,
      );
    }
    this.#status = "starting";
    this.#begun = this.begin().then(
      () => {
        if (this.#status === "starting") this.#status = "running";
        return this;
      },
      (error: unknown) => {
        this.#status = "failed";
        this.#reject(error);
        throw error;
      },
    );
    return this.#begun;
  }

  /** Resolves when the manager is at work. */
  protected async ready(): Promise<void> {
    if (this.#begun === null) {
      throw new AdaptiveSchedulerError(
        "not-started",
        `The ${this.constructor.name} is not started: call its start() first.`,
      );
    }
    await this.#begun;
  }

  /** Ends the manager; jobs and data stay as they are. Does nothing before the start. */
  async cancel(): Promise<void> {
    if (!this.isStarted) return;
    await this.ready().catch(() => undefined);
    this.end("cancelled", await this.stopWork());
  }

  /** Notes how it ended; only the first word counts. */
  protected end(status: "finished" | "failed" | "cancelled", result: End): void {
    if (this.#status === "starting" || this.#status === "running") this.#status = status;
    this.#resolve(result);
  }

  /** Does the work of `start()`. */
  protected abstract begin(): Promise<void>;

  /** Does the work of `cancel()`, also after a start that failed; gives what `finished` resolves with. */
  protected abstract stopWork(): Promise<End>;
}
