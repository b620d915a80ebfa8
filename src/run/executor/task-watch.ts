import { stat } from "node:fs/promises";
import { loadLearner } from "../../checkpoint/index.js";
import { runLoop } from "../../manager/index.js";
import { AdaptiveSchedulerError, type LearnerRow } from "../../protocol/index.js";
import type { RunManager } from "../run-manager.js";
import type { Chunk } from "./calls.js";

const LOOK_MS = 1000;
/** A file is read again after so many times as long as the last reading took. */
const READ_SHARE = 20;

/** Looks at the files of a run, and settles the tasks whose results are there; ends when the run is over. */
export class TaskWatch {
  readonly #run: RunManager;
  readonly #open: Set<Chunk>;
  readonly #stop = new AbortController();
  readonly #read = new Map<Chunk, { readonly size: number; readonly until: number }>();
  /** Resolves when every task has a result, or failed. */
  readonly finished: Promise<void>;

  constructor(run: RunManager, chunks: readonly Chunk[], now: () => number = Date.now) {
    this.#run = run;
    this.#open = new Set(chunks);
    const loop = runLoop(() => this.#look(now()), {
      intervalMs: () => LOOK_MS,
      signal: this.#stop.signal,
      // A file that is being replaced is read the next time.
      onError: () => undefined,
    });
    this.finished = loop.finished;
    run.finished.then(
      () => this.#end(),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Ends the looks; tasks without a result fail. Safe to call twice. */
  close(): void {
    this.#fail(
      new AdaptiveSchedulerError("closed", "The executor was shut down before this call had a result."),
    );
  }

  async #look(now: number): Promise<void> {
    for (const chunk of this.#open) {
      const known = this.#read.get(chunk);
      if (known !== undefined && now < known.until) continue;
      const size = await stat(chunk.fname).then(
        (file) => file.size,
        () => 0,
      );
      if (size === (known?.size ?? 0)) continue;
      const startedAt = performance.now();
      await this.#load(chunk);
      this.#read.set(chunk, { size, until: now + READ_SHARE * (performance.now() - startedAt) });
    }
  }

  async #load(chunk: Chunk): Promise<void> {
    const { learner, fname, tasks } = chunk;
    await loadLearner(learner, fname);
    for (const [[index], value] of learner.data) tasks[index]?.settle({ value });
    if (tasks.every((task) => task.done())) this.#open.delete(chunk);
  }

  /** Reads what is left, and says of each call without a result why it has none. */
  async #end(): Promise<void> {
    for (const chunk of this.#open) await this.#load(chunk).catch(() => undefined);
    const rows = this.#open.size === 0 ? [] : await this.#run.getDatabase().catch((): LearnerRow[] => []);
    for (const { fname, tasks } of this.#open) {
      const row = rows.find((one) => one.fname === fname);
      const reason = row?.error?.message ?? `the run is ${this.#run.status()}`;
      const error = new AdaptiveSchedulerError("task-failed", `This call has no result: ${reason}`, {
        details: { fname, stack: row?.error?.stack ?? "" },
      });
      for (const task of tasks) task.settle({ error });
    }
    this.#open.clear();
    this.#stop.abort();
  }

  #fail(error: unknown): void {
    for (const { tasks } of this.#open) for (const task of tasks) task.settle({ error });
    this.#open.clear();
    this.#stop.abort();
  }
}
