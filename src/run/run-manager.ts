import { inspect } from "node:util";
import type { Table } from "apache-arrow";
import { resolve } from "node:path";
import type { Learner } from "../learner/index.js";
import {
  AdaptiveSchedulerError,
  isOver,
  refuseUnknownOptions,
  type LearnerRow,
  type LoadReply,
  type RowsReply,
  type RunView,
  type Snapshot,
} from "../protocol/index.js";
import type { Scheduler } from "../scheduler/index.js";
import type { Fname } from "./check-input.js";
import { cancelRun } from "./cancel-run.js";
import { cleanUp, makeRoom, type CleanupPlace } from "./clean-up.js";
import { describeManager } from "./describe-manager.js";
import { loadAll, loadTable } from "./load.js";
import { allRows, rowsOf, startingTimes } from "./rows.js";
import { kernelHost, processHost, type ManagerHost } from "./manager-host.js";
import { normalizeOptions, type NormalizedOptions, type RunManagerOptions } from "./options.js";
import type { RunPorts } from "./ports.js";
import { removeData } from "./remove-files.js";
import { replaceLearner } from "./replace-learner.js";
import { reopenRun, type ReopenedRun } from "./reopen-run.js";
import { RunSession } from "./run-session.js";
import { runView } from "./run-view.js";
import { prepareRun } from "./start-run.js";
import { parseLogs, type LogRow } from "./parse-logs.js";

/** How `start` begins. */
export interface StartOptions {
  /** Starts when this run is over. */
  readonly waitFor?: RunManager;
}

/**
 * Runs learners as jobs of a batch system.
 *
 * `start()` writes the run folder and starts the manager process; from then on the run needs no notebook. The object
 * is a client of that process: another notebook gets the run back with `RunManager.attach(runFolder)`.
 *
 * @example
 * ```ts
 * const runManager = new RunManager(new SLURM({ cores: 10 }), learners, fnames, { goal: 200 });
 * runManager.start();
 * await runManager.finished;
 * ```
 */
export class RunManager {
  readonly scheduler: Scheduler;
  /** One learner a file; `replaceLearner` puts others in their places. */
  readonly learners: readonly Learner[];
  readonly #learners: Learner[];
  readonly fnames: readonly Fname[];
  readonly options: NormalizedOptions;
  /** Absolute path of the run folder. */
  readonly runFolder: string;
  #cwd = process.cwd();
  readonly #ports: RunPorts;
  readonly #session: RunSession;
  readonly #host: ManagerHost;
  #begun: Promise<this> | null = null;
  #view: RunView | null = null;

  constructor(
    scheduler: Scheduler,
    learners: readonly Learner[],
    fnames: readonly Fname[],
    options: RunManagerOptions,
    ports: RunPorts,
  ) {
    this.scheduler = scheduler;
    this.learners = this.#learners = [...learners];
    this.fnames = fnames;
    this.options = normalizeOptions(options);
    this.runFolder = resolve(this.options.runsFolder, this.options.jobName);
    this.#ports = ports;
    scheduler.adopt?.(this.runFolder);
    this.#session = new RunSession(this.runFolder, Date.now);
    this.#host =
      this.options.host === "kernel"
        ? kernelHost(this.runFolder, this.options.killOnError)
        : processHost(this.runFolder);
  }

  /** Gets a run back from its folder; see {@link reopenRun}. Starts a manager when the run is not over and has none. */
  protected static async attachWith<Manager extends RunManager>(
    make: (run: ReopenedRun) => Manager,
    runFolder: string,
    ports: RunPorts,
  ): Promise<Manager> {
    const run = await reopenRun(resolve(runFolder), ports);
    const manager = make(run);
    manager.#cwd = run.cwd;
    manager.#begun = Promise.resolve(manager);
    if (run.needsManager) await manager.#host.start({});
    await manager.#session.open(manager.#host, ports.keepsAlive);
    ports.announce(manager.view);
    return manager;
  }

  /** Name of the run. */
  get jobName(): string {
    return this.options.jobName;
  }

  /**
   * Captures the functions, writes the run folder and starts the manager. Rejects, before anything is submitted, for bad
   * input and for functions that cannot travel. Calling it again gives the same promise.
   */
  start(options: StartOptions = {}): Promise<this> {
    const begun = (this.#begun ??= this.#start(options));
    // What a notebook shows when the cell ends with this call.
    void Object.defineProperty(begun, inspect.custom, {
      value: () => `run "${this.jobName}" in ${this.runFolder}`,
      configurable: true,
    });
    return begun;
  }

  async #start({ waitFor }: StartOptions): Promise<this> {
    if (waitFor) await waitFor.finished;
    await makeRoom(this.#cleanupPlace(), this.options);
    const input = {
      scheduler: this.scheduler,
      learners: this.learners,
      fnames: this.fnames,
      options: this.options,
      cwd: this.#cwd,
      now: Date.now(),
    };
    const { flags } = await prepareRun(this.runFolder, input, this.#ports);
    await this.#host.start(flags);
    await this.#session.open(this.#host, this.#ports.keepsAlive);
    this.#ports.announce(this.view);
    this.#session.finished.then(
      (last) => this.#ports.ended(last),
      () => undefined,
    );
    return this;
  }

  #cleanupPlace(): CleanupPlace {
    return { runFolder: this.runFolder, cwd: this.#cwd, moveOldLogsTo: this.options.moveOldLogsTo };
  }

  /** Resolves with the last snapshot when the run is over: finished, failed or cancelled. Rejects if the start failed. */
  get finished(): Promise<Snapshot> {
    if (this.#begun === null) return this.#session.finished;
    return this.#begun.then(() => this.#session.finished);
  }

  /** Cancels the run's jobs, ends the run, and resolves when that is done. Points that were saved stay. */
  async cancel(): Promise<void> {
    if (!this.#session.isOpen) {
      await cancelRun(this.runFolder);
      return;
    }
    await this.#session.request({ verb: "cancel" });
    await this.#session.finished;
  }

  /**
   * Removes job scripts, and moves logs to `moveOldLogsTo`; with `removeOldLogsFolder` logs are removed, those moved
   * there before too. Data files stay. Resolves to how many files that were.
   */
  async cleanup(options: { readonly removeOldLogsFolder?: boolean } = {}): Promise<number> {
    refuseUnknownOptions("cleanup", options, ["removeOldLogsFolder"]);
    return cleanUp(this.#cleanupPlace(), options.removeOldLogsFolder === true);
  }

  /** Removes the learners' data files, or moves them. Refuses while the run is running, unless forced. */
  async removeExistingData({
    moveTo = null,
    force = false,
  }: { readonly moveTo?: string | null; readonly force?: boolean } = {}): Promise<number> {
    if (this.status() === "running" && !force) {
      throw new AdaptiveSchedulerError(
        "run-alive",
        "The run is running: its data files can be removed when it is over, or with force: true.",
      );
    }
    return removeData(this.fnames, this.#cwd, moveTo);
  }

  /** The last known state; null before the run has one. */
  snapshot(): Snapshot | null {
    return this.#session.snapshot;
  }

  /** `"not yet started"`, or the status of the last snapshot. */
  status(): string {
    return this.#begun === null ? "not yet started" : (this.snapshot()?.status ?? "starting");
  }

  /** Seconds from start to now, or to the end. */
  elapsedTime(): number {
    const last = this.snapshot();
    if (last === null) return 0;
    return ((last.endedAt ?? Date.now()) - last.startedAt) / 1000;
  }

  /** All learners of the job database, one row each. */
  getDatabase(): Promise<LearnerRow[]> {
    return allRows((offset, limit) => this.#rows("learners", offset, limit, null));
  }

  /** Seconds from submission to start of each job that has started. */
  jobStartingTimes(): Promise<number[]> {
    return startingTimes((offset, limit) => this.#rows("jobs", offset, limit, null));
  }

  #rows(
    table: "learners" | "jobs",
    offset: number,
    limit: number,
    status: string | null,
  ): Promise<RowsReply> {
    return rowsOf(this.#session, table, offset, limit, status);
  }

  /** What the jobs' logs say of their learners: one row a job and learner, or each line with `onlyLast: false`. */
  parseLogFiles({ onlyLast = true }: { readonly onlyLast?: boolean } = {}): Promise<LogRow[]> {
    return parseLogs(this.runFolder, onlyLast);
  }

  /** What the manager process is doing, as text. */
  taskStatus(): string {
    return describeManager(this.snapshot());
  }

  /** Loads what the learners' files have into the learners of this notebook. */
  loadLearners(): Promise<LoadReply> {
    return loadAll(this.learners, this.fnames, this.#cwd);
  }

  /** Reads what the learners' files have into one table; columns are those of adaptive's data frames, and `fname`. */
  loadDataframes(): Promise<Table> {
    return loadTable(this.fnames, this.#cwd);
  }

  /**
   * Puts another learner in the place of one that is not done. Its file stays, and the new learner goes on from what that
   * holds; a job that computes the old one is told to stop.
   *
   * @throws AdaptiveSchedulerError for an index that is not there, another kind of learner, one that is done, or a run
   * that is not running; CaptureError for functions that cannot travel
   */
  async replaceLearner(index: number, learner: Learner): Promise<void> {
    const { goal, initializers } = this.options;
    const run = { runFolder: this.runFolder, learners: this.#learners, goal, initializers };
    await replaceLearner(index, learner, run, this.#ports, (request) => this.#session.request(request));
    this.#learners[index] = learner;
  }

  /** Looks at the queue and the learners now. */
  async trigger(): Promise<void> {
    await this.#session.request({ verb: "trigger" });
  }

  /** All that a screen asks. */
  get view(): RunView {
    // One for all screens: what is shown already is known by it.
    return (this.#view ??= runView({
      manager: this,
      session: this.#session,
      rows: this.#rows.bind(this),
      maxLogLines: this.options.maxLogLines,
      plot: this.#ports.describePlot,
    }));
  }

  /** Shows the run under the cell (or in the terminal), updated while it goes on. */
  info({ format = "widget" }: { readonly format?: "widget" | "text" | "data" } = {}): unknown {
    return this.#ports.show(this.view, format);
  }

  /** Folder that relative fnames are relative to. */
  get cwd(): string {
    return this.#cwd;
  }

  /** Lets go of the run: it goes on, this object follows it no more. */
  async close(): Promise<void> {
    this.#session.close();
    await this.#host.close();
  }

  /** Whether the run is over. */
  get isOver(): boolean {
    const last = this.snapshot();
    return last !== null && isOver(last.status);
  }
}
