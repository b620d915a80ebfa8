import { dirname, resolve } from "node:path";
import { CheckpointError, openCheckpoint, type Checkpoint, type Saved } from "../checkpoint/index.js";
import type { LogWriter } from "../log/index.js";
import type { PointError, RunFile } from "../protocol/index.js";
import { describeError } from "../runner/index.js";
import type { Interrupt } from "./interruption.js";
import { exportTable, readPoints } from "./learner-points.js";
import type { Assignment } from "./reporter.js";
import type { RunnerHandle } from "./runner-handle.js";
import type { FromRunner } from "./runner-messages.js";
import type { ToldPoints } from "./told-ring.js";

/** What a {@link LearnerSaver} needs of the job. */
export interface LearnerSaverOptions {
  readonly run: RunFile;
  readonly assignment: Assignment;
  readonly runner: RunnerHandle;
  readonly log: LogWriter;
  /** Thrown as stale when the file is another job's. */
  readonly interrupt: Interrupt;
  /** Called when the file begins to refuse points, or takes them again. */
  readonly onHeld: () => void;
}

/** Points kept in memory between saves at most. */
const MAX_UNSAVED = 200_000;

/** Tries to write what has to be written, unless the disk is full; with the waits between them about two minutes. */
const MAX_ATTEMPTS = 8;

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Keeps a learner's file while the runner thread computes: takes what was told and appends it.
 *
 * While the disk refuses, the points stay in memory, the thread asks for no more of them, and the save is tried again
 * until there is room: a full disk costs time, and no point.
 */
export class LearnerSaver {
  readonly #options: LearnerSaverOptions;
  #checkpoint: Checkpoint | null = null;
  #kind = "";
  #dataSize = 0;
  #problem: string | null = null;
  #refusals = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: LearnerSaverOptions) {
    this.#options = options;
    // A thread that had another learner before may have been held for it.
    options.runner.state.isHeld = false;
  }

  /** Whether there is a file to save to. */
  get isOpen(): boolean {
    return this.#checkpoint !== null;
  }

  /** Bytes of the file after the last save. */
  get dataSize(): number {
    return this.#dataSize;
  }

  /** Why points wait in memory; null while they do not. Equal for all learners of a folder. */
  get problem(): string | null {
    return this.#problem;
  }

  /**
   * Opens the learner's file and gives the points in it; null when interrupted while the disk was full.
   * @throws CheckpointError
   */
  async open({
    kind,
    bounds,
    childKinds,
  }: Extract<FromRunner, { type: "revived" }>): Promise<ToldPoints | null> {
    const { run, assignment, log } = this.#options;
    const { index, epoch } = assignment;
    const fname = run.fnames[index]!;
    this.#kind = kind;
    const opened = await this.#insist(Infinity, () =>
      openCheckpoint({ fname, kind, bounds, childKinds: childKinds ?? undefined, runId: run.runId, epoch }),
    );
    if (opened === null) return null;
    this.#checkpoint = opened;
    log.write({ event: "learner", index, epoch, fname, npoints: opened.npoints });
    for (const file of opened.keptAside)
      log.write({ event: "note", text: `a corrupt checkpoint was kept as ${file}` });
    return await readPoints(opened);
  }

  /** Takes what was told into memory. */
  take(): void {
    const { points, values } = this.#options.runner.take();
    const checkpoint = this.#checkpoint;
    if (checkpoint === null || points.length === 0) return;
    for (const { point, message } of checkpoint.append(points, values))
      this.#logError({ message, stack: message, point });
    if (checkpoint.unsaved > MAX_UNSAVED) void this.save();
  }

  /** Saves what was told. A lost file interrupts; any other failure holds the thread until a later save succeeds. */
  async save(): Promise<void> {
    this.take();
    try {
      await this.#write((checkpoint) => checkpoint.save());
      this.#accepted();
    } catch (error) {
      if (!this.#refused(error)) return;
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => void this.save(), this.#waitMs());
    }
  }

  /** Saves before a failure is reported; the points are given up only when the job has to end, or nothing helps. */
  async saveLast(): Promise<void> {
    this.take();
    await this.#insist(MAX_ATTEMPTS, () => this.#write((checkpoint) => checkpoint.save())).catch(
      () => undefined,
    );
  }

  /** Writes the finished file, again and again while the disk refuses; the error when it never took it. */
  async finish(): Promise<PointError | null> {
    this.take();
    try {
      await this.#insist(MAX_ATTEMPTS, () => this.#write((checkpoint) => checkpoint.finish()));
      return null;
    } catch (error) {
      return describeError(error);
    }
  }

  /** Writes the table of a finished learner, when the run wants one; a failure of that is no failure of the learner. */
  async export(): Promise<void> {
    const { format } = this.#options.run.dataframe ?? {};
    const checkpoint = this.#checkpoint;
    if (format === undefined || checkpoint === null) return;
    await exportTable(checkpoint.fname, this.#kind, format).catch((error: unknown) =>
      this.#logError(describeError(error)),
    );
  }

  /** Lets go of the file as it is. */
  async abandon(): Promise<void> {
    clearTimeout(this.#retry);
    await this.#checkpoint?.abandon();
  }

  async #write(step: (checkpoint: Checkpoint) => Promise<Saved>): Promise<void> {
    const checkpoint = this.#checkpoint;
    if (checkpoint === null) return;
    const startedAt = performance.now();
    const { bytes, npoints, added } = await step(checkpoint);
    this.#dataSize = bytes;
    if (added === 0) return;
    const seconds = (performance.now() - startedAt) / 1000;
    const { index } = this.#options.assignment;
    this.#options.log.write({ event: "saved", index, npoints, bytes, seconds });
  }

  /**
   * Repeats a step until it succeeds: without end while the disk is full, else `attempts` times. Gives null when the
   * job is interrupted meanwhile. An error that waiting does not mend is thrown at once when `attempts` is infinite.
   */
  async #insist<T>(attempts: number, step: () => Promise<T>): Promise<T | null> {
    const { interrupt } = this.#options;
    clearTimeout(this.#retry);
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await step();
        this.#accepted();
        return result;
      } catch (error) {
        const isHopeless = !isFull(error) && (attempts === Infinity || attempt >= attempts);
        if (isHopeless || !this.#refused(error)) throw error;
      }
      await interrupt.sleep(this.#waitMs());
      if (interrupt.reason !== null) return null;
    }
  }

  #waitMs(): number {
    return Math.min(FIRST_WAIT_MS * 2 ** (this.#refusals - 1), LONGEST_WAIT_MS);
  }

  /** Holds the thread after a failed write; false when the learner is another job's and the thread is to stop. */
  #refused(error: unknown): boolean {
    const { interrupt, runner, onHeld } = this.#options;
    if (isStale(error)) {
      interrupt.throw({ kind: "stale", reason: (error as Error).message });
      return false;
    }
    this.#refusals += 1;
    runner.state.isHeld = true;
    const problem = problemOf(error);
    if (problem === this.#problem) return true;
    this.#problem = problem;
    this.#logError(describeError(error));
    onHeld();
    return true;
  }

  #accepted(): void {
    clearTimeout(this.#retry);
    if (this.#problem === null) return;
    const { log, runner, onHeld } = this.#options;
    this.#problem = null;
    this.#refusals = 0;
    runner.state.isHeld = false;
    log.write({ event: "note", text: "the file takes points again; going on" });
    onHeld();
  }

  #logError(error: PointError): void {
    this.#options.log.write({ event: "error", index: this.#options.assignment.index, error });
  }
}

/** Whether an error says that another job has the learner. */
export function isStale(error: unknown): boolean {
  return (
    error instanceof CheckpointError &&
    (error.code === "checkpoint-lost" || error.code === "checkpoint-stale")
  );
}

const isFull = (error: unknown): boolean =>
  error instanceof CheckpointError && error.code === "checkpoint-full";

/** Says what is wrong with a folder in words that are the same for all learners whose files are there. */
function problemOf(error: unknown): string {
  const { details = {}, cause = error } = error as Partial<CheckpointError>;
  const { fname } = details as { readonly fname?: string };
  const where = fname === undefined ? "The folder of the data" : dirname(resolve(fname));
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  const what = isFull(error) ? "has no space left" : "cannot be written to";
  return `${where} ${what} (${code}): jobs hold their new points in memory and compute no more`;
}
