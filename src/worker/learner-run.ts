import { CheckpointError, openCheckpoint, type Checkpoint } from "../checkpoint/index.js";
import type { LogWriter } from "../log/index.js";
import type { PointError, Progress, ReportReply, RunFile } from "../protocol/index.js";
import { describeError } from "../runner/index.js";
import type { Interrupt } from "./interruption.js";
import { within, type Interruption } from "./interruption.js";
import { exportTable, readPoints } from "./learner-points.js";
import { Meter } from "./meter.js";
import { closeAllSockets } from "../transport/index.js";
import type { Assignment, Report, Reporter } from "./reporter.js";
import type { RunnerHandle } from "./runner-handle.js";
import type { FromRunner } from "./runner-messages.js";
import { stopTimes } from "./stop-times.js";

/** What work on one learner needs of the job. */
export interface LearnerRunOptions {
  readonly run: RunFile;
  readonly assignment: Assignment;
  readonly cores: number;
  readonly runner: RunnerHandle;
  readonly reporter: Reporter;
  readonly log: LogWriter;
  /** Ends the job. */
  readonly stop: Interrupt;
  /** How long an unanswered final report is repeated, in milliseconds. */
  readonly patienceMs: number;
}

/** How work on a learner ended, and whether its thread can take another. */
export interface RunOutcome {
  readonly kind: "done" | "failed" | "interrupted";
  readonly isThreadClean: boolean;
}

type Ended = Extract<FromRunner, { type: "ended" | "failed" }>;

/** Points kept in memory between saves at most. */
const MAX_UNSAVED = 200_000;

/** Computes one learner in the runner thread; saves, logs and reports from the main thread. */
export class LearnerRun {
  readonly #options: LearnerRunOptions;
  readonly #interrupt: Interrupt;
  readonly #meter: Meter;
  #checkpoint: Checkpoint | null = null;
  #kind = "";
  #dataSize = 0;
  #isReporting = false;

  constructor(options: LearnerRunOptions) {
    this.#options = options;
    this.#interrupt = options.stop.child();
    this.#meter = new Meter(options.cores, options.runner.pids);
  }

  /** Runs the learner until its goal, a failure or an interruption; all that was told is saved and reported then. */
  async compute(): Promise<RunOutcome> {
    let ended: Ended | null;
    try {
      ended = await this.#begin();
    } catch (error) {
      if (!isStale(error)) return await this.#fail(describeError(error), false);
      this.#interrupt.throw({ kind: "stale", reason: (error as Error).message });
      ended = null;
    }
    const { reason } = this.#interrupt;
    if (reason !== null) return this.#giveUp(reason);
    if (ended?.type === "failed") return this.#fail(ended.error, ended.isClean);
    return this.#finish(ended!);
  }

  /** Null when interrupted. */
  async #begin(): Promise<Ended | null> {
    const { run, assignment, runner, log } = this.#options;
    runner.send({ type: "learner", index: assignment.index });
    const revived = await this.#interrupt.race(runner.answer());
    if (revived === null || revived.type === "failed") return revived;
    if (revived.type !== "revived") throw new Error(`the runner thread answered ${revived.type}`);
    const fname = run.fnames[assignment.index]!;
    const { kind, bounds } = revived;
    const ours = { runId: run.runId, epoch: assignment.epoch };
    const checkpoint = await openCheckpoint({
      fname,
      kind,
      bounds,
      childKinds: revived.childKinds ?? undefined,
      ...ours,
    });
    this.#checkpoint = checkpoint;
    this.#kind = kind;
    log.write({ event: "learner", ...assignment, fname, npoints: checkpoint.npoints });
    for (const file of checkpoint.keptAside)
      log.write({ event: "note", text: `a corrupt checkpoint was kept as ${file}` });
    runner.send({ type: "begin", ...(await readPoints(checkpoint)) });
    return await this.#watch();
  }

  /** Saves and reports at intervals until the runner thread is done. */
  async #watch(): Promise<Ended | null> {
    const { run, runner } = this.#options;
    const { saveInterval, logInterval } = run.runner;
    const timers = [
      setInterval(() => void this.#save(), 1000 * saveInterval),
      setInterval(() => void this.#report(), 1000 * logInterval),
    ];
    runner.onFilling = () => this.#take();
    try {
      return (await this.#interrupt.race(runner.answer())) as Ended | null;
    } finally {
      timers.forEach(clearInterval);
      runner.onFilling = null;
    }
  }

  #take(): void {
    const { points, values } = this.#options.runner.take();
    const checkpoint = this.#checkpoint;
    if (checkpoint === null || points.length === 0) return;
    for (const { point, message } of checkpoint.append(points, values))
      this.#logError({ message, stack: message, point });
    if (checkpoint.unsaved > MAX_UNSAVED) void this.#save();
  }

  /** Saves what was told; false when that was not possible. A lost file interrupts. */
  async #save(): Promise<boolean> {
    this.#take();
    const startedAt = performance.now();
    try {
      const saved = await this.#checkpoint?.save();
      if (saved) this.#logSaved(saved, startedAt);
      return true;
    } catch (error) {
      if (isStale(error)) this.#interrupt.throw({ kind: "stale", reason: (error as Error).message });
      else this.#logError(describeError(error));
      return false;
    }
  }

  #logSaved(saved: { bytes: number; npoints: number; added: number }, startedAt: number): void {
    this.#dataSize = saved.bytes;
    if (saved.added === 0) return;
    const seconds = (performance.now() - startedAt) / 1000;
    const { index } = this.#options.assignment;
    this.#options.log.write({ event: "saved", index, npoints: saved.npoints, bytes: saved.bytes, seconds });
  }

  #logError(error: PointError): void {
    this.#options.log.write({ event: "error", index: this.#options.assignment.index, error });
  }

  #progress(): Progress {
    const { runner } = this.#options;
    return this.#meter.progress(runner.state.figures, { pids: runner.pids, dataSize: this.#dataSize });
  }

  /** Logs and reports how it goes; one report at a time. */
  async #report(): Promise<void> {
    const { assignment, reporter, log } = this.#options;
    const progress = this.#progress();
    log.write({ event: "progress", index: assignment.index, progress });
    if (this.#isReporting) return;
    this.#isReporting = true;
    const { signal } = this.#interrupt;
    this.#heed(await reporter.report({ verb: "progress", ...assignment, progress }, { retries: 2, signal }));
    this.#isReporting = false;
  }

  #heed(reply: ReportReply | null): void {
    if (reply?.status === "stale") this.#interrupt.throw({ kind: "stale", reason: reply.reason });
  }

  async #finish(ended: Ended): Promise<RunOutcome> {
    const { assignment, log } = this.#options;
    if (ended.type === "ended" && ended.end === "exhausted") {
      log.write({
        event: "note",
        text: `the learner has no more points to give (${ended.givenUp} failed and were given up)`,
      });
    }
    const error = await this.#writeFinal();
    const { reason } = this.#interrupt;
    if (error !== null) return reason === null ? this.#fail(error, ended.isClean) : this.#giveUp(reason);
    await this.#export();
    const progress = this.#progress();
    log.write({ event: "done", index: assignment.index, progress });
    await this.#insist({ verb: "finish", ...assignment, progress });
    return { kind: "done", isThreadClean: ended.isClean };
  }

  /** Writes the finished file, again and again while the disk refuses; the error when it never took it. */
  async #writeFinal(): Promise<PointError | null> {
    this.#take();
    for (let attempt = 1; ; attempt++) {
      const startedAt = performance.now();
      try {
        const saved = await this.#checkpoint?.finish();
        if (saved) this.#logSaved(saved, startedAt);
        return null;
      } catch (error) {
        const described = describeError(error);
        if (isStale(error)) this.#interrupt.throw({ kind: "stale", reason: described.message });
        else this.#logError(described);
        if (this.#interrupt.reason !== null || attempt === FINAL_ATTEMPTS) return described;
        await this.#interrupt.sleep(Math.min(500 * 2 ** attempt, 30_000));
      }
    }
  }

  /** Writes the table of a finished learner, when the run wants one; a failure of that is no failure of the learner. */
  async #export(): Promise<void> {
    const { format } = this.#options.run.dataframe ?? {};
    const checkpoint = this.#checkpoint;
    if (format === undefined || checkpoint === null) return;
    await exportTable(checkpoint.fname, this.#kind, format).catch((error: unknown) =>
      this.#logError(describeError(error)),
    );
  }

  async #fail(error: PointError, isThreadClean: boolean): Promise<RunOutcome> {
    const { assignment } = this.#options;
    await this.#save();
    await this.#checkpoint?.abandon();
    if (this.#interrupt.reason?.kind === "stale") return this.#giveUp(this.#interrupt.reason);
    this.#logError(error);
    await this.#insist({ verb: "fail", ...assignment, progress: this.#progress(), error });
    return { kind: "failed", isThreadClean };
  }

  /** Repeats a final report until it is answered or patience is at its end: very soon when the job has to stop. */
  async #insist(body: Report): Promise<void> {
    const { reporter, patienceMs, stop } = this.#options;
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(patienceMs)]);
    if (!stop.signal.aborted && (await reporter.report(body, { retries: Infinity, signal })) !== null) return;
    if (stop.signal.aborted) await this.#reportInHaste(body);
  }

  async #reportInHaste(body: Report): Promise<void> {
    await within(this.#options.reporter.report(body, { timeoutMs: 300, retries: 2 }), stopTimes.reportMs);
  }

  async #giveUp(reason: Interruption): Promise<RunOutcome> {
    const { assignment, runner, log } = this.#options;
    const interrupted = { kind: "interrupted", isThreadClean: false } as const;
    if (reason.kind === "stale") {
      await runner.terminate();
      await this.#checkpoint?.abandon();
      log.write({ event: "released", index: assignment.index, cause: `stale: ${reason.reason}` });
      return interrupted;
    }
    runner.send({ type: "stop" });
    await within(runner.idle, stopTimes.graceMs + stopTimes.threadMs);
    const isEnded = await runner.terminate();
    await within(this.#save(), stopTimes.saveMs);
    const progress = this.#progress();
    const { cause } = reason;
    log.write({ event: "released", index: assignment.index, cause });
    await this.#reportInHaste({ verb: "release", ...assignment, progress, cause });
    await within(this.#checkpoint?.abandon() ?? Promise.resolve(), 100);
    if (!isEnded) endBlocked();
    return interrupted;
  }
}

/** Ends the process: it would wait for ever for a thread that is blocked in native code. The learner was given back. */
function endBlocked(): void {
  closeAllSockets();
  process.kill(process.pid, "SIGKILL");
}

/** Tries to write the finished file; with the waits between them they take about two minutes. */
const FINAL_ATTEMPTS = 8;

/** Whether an error says that another job has the learner. */
function isStale(error: unknown): boolean {
  return (
    error instanceof CheckpointError &&
    (error.code === "checkpoint-lost" || error.code === "checkpoint-stale")
  );
}
