import { AdaptiveSchedulerError, refuseUnknownOptions, type Snapshot } from "../protocol/index.js";
import type { RunManager } from "./run-manager.js";

/** How a run joins a {@link MultiRunManager}. */
export interface AddRunOptions {
  /** Whether to start it now. @defaultValue false */
  readonly start?: boolean;
  /** Name of the run that has to be over first; needs `start`. @defaultValue none */
  readonly waitFor?: string;
}

/**
 * Several runs in one hand: starts, shows and cancels them together. Each is known by its `jobName`.
 *
 * @example
 * ```ts
 * const coarse = new RunManager(scheduler, learners, fnames, { jobName: "coarse", goal: 0.1 });
 * const fine = new RunManager(scheduler, learners, fnames, { jobName: "fine", goal: 0.01 });
 * const runs = new MultiRunManager([coarse]);
 * runs.addRunManager(fine, { start: true, waitFor: coarse.jobName });
 * await runs.startAll();
 * runs.info();
 * ```
 */
export class MultiRunManager {
  readonly #runs = new Map<string, RunManager>();

  /** @throws AdaptiveSchedulerError when two runs have the same name */
  constructor(runManagers: readonly RunManager[] = []) {
    for (const runManager of runManagers) this.#add(runManager);
  }

  /** The runs by their names, in the order in which they came. */
  get runManagers(): ReadonlyMap<string, RunManager> {
    return this.#runs;
  }

  /**
   * Takes in a run; resolves when it is started, or at once when it is not to be.
   *
   * @throws AdaptiveSchedulerError when its name is taken, or there is no run of the name in `waitFor`; it is not taken in then
   */
  addRunManager(runManager: RunManager, options: AddRunOptions = {}): Promise<void> {
    refuseUnknownOptions("addRunManager", options, ["start", "waitFor"]);
    const { start = false, waitFor } = options;
    if (waitFor !== undefined && !start) throw bad("waitFor says when a run starts: it needs start: true.");
    const before = waitFor === undefined ? undefined : this.#get(waitFor);
    this.#add(runManager);
    if (!start) return Promise.resolve();
    return runManager.start(before === undefined ? {} : { waitFor: before }).then(() => undefined);
  }

  /** Takes in several runs, as {@link addRunManager} each. */
  async addRunManagers(runManagers: readonly RunManager[], options: AddRunOptions = {}): Promise<void> {
    await Promise.all(runManagers.map((runManager) => this.addRunManager(runManager, options)));
  }

  /** Lets a run go; one that is going on is cancelled. @throws AdaptiveSchedulerError when there is none of that name */
  async removeRunManager(name: string): Promise<void> {
    const runManager = this.#get(name);
    this.#runs.delete(name);
    await cancelStarted(runManager);
  }

  /** Starts all runs that are not started; resolves when they are. The others start though one fails. */
  async startAll(): Promise<void> {
    await all([...this.#runs.values()], (runManager) => runManager.start());
  }

  /** Cancels all runs that were started. */
  async cancelAll(): Promise<void> {
    await all([...this.#runs.values()], cancelStarted);
  }

  /**
   * Shows the runs, one below the other: `"widget"` each as a live widget, `"text"` as one text, `"data"` as the snapshots
   * by name.
   */
  info({
    format = "widget",
  }: {
    readonly format?: "widget" | "text" | "data";
  } = {}): undefined | string | Record<string, Snapshot | null> {
    const runs = [...this.#runs.values()];
    if (format === "data") return Object.fromEntries(runs.map((run) => [run.jobName, run.snapshot()]));
    if (format === "text")
      return runs.map((run) => `${run.jobName}\n${String(run.info({ format }))}`).join("\n\n");
    for (const run of runs) run.info();
    return undefined;
  }

  /** The same as `info()`. */
  display(): void {
    this.info();
  }

  #add(runManager: RunManager): void {
    if (this.#runs.has(runManager.jobName))
      throw bad(`There is a run "${runManager.jobName}" already: give each a jobName of its own.`);
    this.#runs.set(runManager.jobName, runManager);
  }

  #get(name: string): RunManager {
    const run = this.#runs.get(name);
    if (run) return run;
    const known = [...this.#runs.keys()].join(", ") || "none";
    throw bad(`There is no run "${name}" here. There are: ${known}.`);
  }
}

async function cancelStarted(runManager: RunManager): Promise<void> {
  if (runManager.status() !== "not yet started" && !runManager.isOver) await runManager.cancel();
}

/** Does something with all runs; what failed is thrown when all are done, with the names. */
async function all(
  runs: readonly RunManager[],
  what: (runManager: RunManager) => Promise<unknown>,
): Promise<void> {
  const outcomes = await Promise.allSettled(runs.map(what));
  const failed = outcomes.flatMap((outcome, i) =>
    outcome.status === "rejected" ? [{ name: runs[i]!.jobName, reason: outcome.reason as unknown }] : [],
  );
  if (failed.length === 0) return;
  const words = failed.map(
    ({ name, reason }) => `"${name}": ${reason instanceof Error ? reason.message : String(reason)}`,
  );
  throw new AdaptiveSchedulerError("some-failed", `Some runs failed: ${words.join("; ")}`, {
    cause: failed[0]!.reason,
  });
}

function bad(message: string): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError("bad-input", message);
}
