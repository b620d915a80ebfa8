import { goalPredicate } from "../goal/index.js";
import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, type PointError } from "../protocol/index.js";
import { Attempts, type Attempt } from "./attempts.js";
import { chooseExecutor } from "./choose-executor.js";
import type { Executor } from "./executor.js";
import { savePeriodically, type PeriodicSavingOptions } from "./periodic-saving.js";
import type { LivePlotOptions, RunnerPorts, RunnerStatus, RunnerView } from "./ports.js";
import { runLoop } from "./run-loop.js";
import { runnerInfo } from "./runner-info.js";
import type { LogEntry } from "./runner-log.js";
import { normalizeRunnerOptions, type NormalRunnerOptions, type RunnerOptions } from "./runner-options.js";

/**
 * Runs a learner here: in this program or notebook kernel, with its function in this thread or in a pool.
 * It starts at once and goes on while other code runs.
 *
 * @example
 * ```ts
 * const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
 * const runner = new Runner(learner, { goal: 200, executor: "sequential" });
 * runner.info();
 * await runner.finished;
 * runner.status(); // "finished"
 * ```
 */
export class Runner<P = never, V = never, L extends Learner<P, V> = Learner<P, V>> implements RunnerView {
  readonly learner: L & Learner;
  /** Resolves when the goal is met or the runner was cancelled; rejects with what failed. */
  readonly finished: Promise<void>;
  /** All calls of the learner, when the option `log` is set. */
  readonly log: readonly LogEntry<P, V>[] | null;
  readonly #options: NormalRunnerOptions;
  readonly #ports: RunnerPorts;
  readonly #attempts: Attempts;
  readonly #cancel = new AbortController();
  readonly #startedAt = performance.now();
  #endedAt: number | null = null;
  #status: RunnerStatus = "running";
  #functionSeconds = 0;
  #cores = 1;

  constructor(learner: L & Learner<P, V>, options: RunnerOptions<L> = {}, ports: RunnerPorts = {}) {
    this.learner = learner;
    this.#options = normalizeRunnerOptions(options as RunnerOptions, this.learner);
    this.#ports = ports;
    this.log = this.#options.log ? [] : null;
    this.#attempts = new Attempts(this.#options.retries, this.#options.raiseIfRetriesExceeded);
    this.finished = this.#run();
    // A rejection that nobody waits for must not end the notebook's kernel; status() and errors tell of it.
    this.finished.catch(() => undefined);
  }

  /** How it stands. */
  status(): RunnerStatus {
    return this.#status;
  }

  /** Seconds since the start, until the end. */
  elapsedTime(): number {
    return ((this.#endedAt ?? performance.now()) - this.#startedAt) / 1000;
  }

  /** Percent of the time in which the executor's cores evaluated nothing; 0 before the first point. */
  overhead(): number {
    if (this.#functionSeconds === 0) return 0;
    return 100 * Math.max(0, 1 - this.#functionSeconds / this.#cores / this.elapsedTime());
  }

  /** Stops it; points in flight are given up. */
  cancel(): void {
    this.#cancel.abort();
  }

  /** Errors of points that were given up. */
  get errors(): readonly PointError[] {
    return this.#attempts.failed.map(({ error }) => error);
  }

  /** Points that failed and are not tried again. */
  get failed(): readonly P[] {
    return this.#attempts.failed.map(({ point }) => point as P);
  }

  /** Points that failed (also those that will be tried again), each with its stack. */
  get tracebacks(): readonly (readonly [P, string])[] {
    return [...this.#attempts.failed, ...this.#attempts.toRetry].map(({ point, error }) => [
      point as P,
      error.stack,
    ]);
  }

  /** Points that will be tried again, each with the number of its failures. */
  get toRetry(): readonly (readonly [P, number])[] {
    return this.#attempts.toRetry.map(({ point, fails }) => [point as P, fails]);
  }

  /** Shows how it goes, until the end: below the cell, or in the terminal. */
  info({ updateInterval = 0.25 }: { readonly updateInterval?: number } = {}): void {
    const { display } = this.#ports;
    if (display !== undefined) display.info(this, { updateInterval });
    else process.stdout.write(`${runnerInfo(this)}\n`);
  }

  /** Draws the learner as it grows. @throws AdaptiveSchedulerError `no-display` outside a notebook */
  livePlot(options: LivePlotOptions = {}): void {
    const { display } = this.#ports;
    if (display === undefined)
      throw new AdaptiveSchedulerError("no-display", "there is nothing here to draw on");
    display.livePlot(this, options);
  }

  /** Saves the learner at intervals and at the end; resolves after the last save. */
  startPeriodicSaving(options: PeriodicSavingOptions<L>): Promise<void> {
    return savePeriodically(this.learner, options as PeriodicSavingOptions, this.finished);
  }

  async #run(): Promise<void> {
    // Whoever made the runner sees the first point evaluated after its own code, as with any promise.
    await Promise.resolve();
    try {
      const chosen = await chooseExecutor(this.#options, this.learner, this.#ports);
      try {
        this.#cores = chosen.executor.cores;
        await this.#loop(chosen.executor, chosen.ntasks);
      } finally {
        await chosen.close();
      }
      this.#status = this.#cancel.signal.aborted ? "cancelled" : "finished";
    } catch (error) {
      this.#status = "failed";
      throw error;
    } finally {
      this.learner.removeUnfinished();
      this.#endedAt = performance.now();
    }
  }

  async #loop(executor: Executor<Attempt>, ntasks: number | null): Promise<void> {
    const log = this.log as LogEntry[] | null;
    const { goal, predicate } = this.#options;
    await runLoop({
      learner: this.learner,
      isDone: goalPredicate(goal, { now: Date.now, startedAt: Date.now(), predicate }),
      executor,
      ntasks,
      attempts: this.#attempts,
      signal: this.#cancel.signal,
      afterTell: (point, value, seconds) => {
        this.#functionSeconds += seconds;
        log?.push(["tell", point, value]);
      },
      onAsk: (n) => log?.push(["ask", n]),
    });
  }
}
