import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import type { Learner } from "../../learner/index.js";
import { AdaptiveSchedulerError } from "../../protocol/index.js";
import type { RunManager } from "../run-manager.js";
import { Calls, type Chunk } from "./calls.js";
import type { SlurmTask } from "./slurm-task.js";
import { TaskWatch } from "./task-watch.js";

/** Makes the run of an executor, in a folder. */
export type MakeRun<Run extends RunManager> = (
  learners: readonly Learner[],
  fnames: readonly string[],
  folder: string,
) => Run;

/** Where an executor keeps its files, and how it cuts its work. */
export interface TaskExecutorOptions {
  /**
   * Folder of the run and its results. Results that are there already are used: those of the same function text and equal
   * arguments, so take another folder when a value that the function captures has changed.
   *
   * @defaultValue a new one below ".adaptive_scheduler"
   */
  readonly folder?: string;
  /** Calls of one function that one learner, and with it one job at a time, computes. @defaultValue all */
  readonly sizePerLearner?: number | null;
}

/** Computes calls of functions as a run of sequence learners; see the subclass that the package exports. */
export class TaskExecutor<Run extends RunManager> {
  /** Absolute. */
  readonly folder: string;
  readonly #calls = new Calls();
  readonly #sizePerLearner: number | null;
  readonly #makeRun: MakeRun<Run>;
  #finalized: { readonly run: Run; readonly watch: TaskWatch } | null = null;

  constructor({ folder, sizePerLearner = null }: TaskExecutorOptions, makeRun: MakeRun<Run>) {
    if (sizePerLearner !== null && !(Number.isInteger(sizePerLearner) && sizePerLearner > 0)) {
      throw new AdaptiveSchedulerError(
        "bad-option",
        `sizePerLearner must be an integer above 0; it is ${String(sizePerLearner)}.`,
      );
    }
    this.folder = resolve(folder ?? `.adaptive_scheduler/${newFolderName()}`);
    this.#sizePerLearner = sizePerLearner;
    this.#makeRun = makeRun;
  }

  /** The run; null before `finalize()`. */
  get runManager(): Run | null {
    return this.#finalized?.run ?? null;
  }

  /** Notes a call; it is computed after `finalize()`. @throws AdaptiveSchedulerError when that was called */
  submit<Args extends readonly unknown[], Value>(
    fn: (...args: Args) => Value,
    ...args: Args
  ): SlurmTask<Awaited<Value>> {
    if (this.#finalized !== null) throw finalizedAlready();
    if (typeof fn !== "function")
      throw new AdaptiveSchedulerError("bad-input", "submit takes a function, and its arguments behind it.");
    return this.#calls.add(fn, args) as SlurmTask<Awaited<Value>>;
  }

  /** Notes a call for each element of equally long lists: `map(f, [1, 2], [3, 4])` is `f(1, 3)` and `f(2, 4)`. */
  map<Value>(
    fn: (...args: never[]) => Value,
    ...lists: readonly Iterable<unknown>[]
  ): SlurmTask<Awaited<Value>>[] {
    const columns = lists.map((list) => [...list]);
    const length = columns[0]?.length ?? 0;
    if (columns.some((column) => column.length !== length)) {
      throw new AdaptiveSchedulerError(
        "bad-input",
        `map takes lists of the same length; these have ${columns.map((column) => column.length).join(", ")}.`,
      );
    }
    const call = fn as (...args: readonly unknown[]) => Value;
    return Array.from({ length }, (_, i) => this.submit(call, ...columns.map((column) => column[i])));
  }

  /**
   * Makes the run of all calls that were submitted, and starts it unless told not to; null when there are none. A start
   * that fails fails the tasks.
   *
   * @throws AdaptiveSchedulerError when it was called before
   */
  finalize({ start = true }: { readonly start?: boolean } = {}): Run | null {
    if (this.#finalized !== null) throw finalizedAlready();
    const chunks: readonly Chunk[] = this.#calls.chunks(this.folder, this.#sizePerLearner);
    if (chunks.length === 0) return null;
    const run = this.#makeRun(
      chunks.map(({ learner }) => learner as Learner),
      chunks.map(({ fname }) => fname),
      this.folder,
    );
    // The start comes first: `finished` of a run that is started tells of a start that failed.
    if (start) run.start().catch(() => undefined);
    this.#finalized = { run, watch: new TaskWatch(run, chunks) };
    return run;
  }

  /** Removes the scripts and logs of the run. Results stay. */
  async cleanup(): Promise<void> {
    await this.#finalized?.run.cleanup({ removeOldLogsFolder: true });
  }

  /** Cancels the run; calls without a result fail. */
  async shutdown(): Promise<void> {
    if (this.#finalized === null) return;
    const { run, watch } = this.#finalized;
    if (run.status() !== "not yet started" && !run.isOver) await run.cancel();
    else watch.close();
    await watch.finished.catch(() => undefined);
  }
}

function finalizedAlready(): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError(
    "already-finalized",
    "This executor is finalized: make another one, executor.new() say, for more calls.",
  );
}

function newFolderName(): string {
  const at = new Date().toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  return `${at}-${randomUUID().slice(0, 8)}`;
}
