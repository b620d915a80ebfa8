import type { LogWriter } from "../log/index.js";
import type { PointError, Progress, ReportReply, RunFile } from "../protocol/index.js";
import { describeError } from "../runner/index.js";
import type { Interrupt } from "./interruption.js";
import { within, type Interruption } from "./interruption.js";
import { isStale, LearnerSaver } from "./learner-saver.js";
import { Meter } from "./meter.js";
import { closeAllSockets } from "../transport/index.js";
import { ReportTimer } from "./report-timer.js";
import type { Assignment, Report, Reporter } from "./reporter.js";
import type { RunnerHandle } from "./runner-handle.js";
import type { FromRunner } from "./runner-messages.js";
import { stopTimes } from "./stop-times.js";

/** What work on one learner needs of the job. */
export interface LearnerRunOptions {
  readonly run: RunFile;
  readonly assignment: Assignment;
  /** The learner's folder inside that of captured functions, when it was replaced. */
  readonly replacement?: string | undefined;
  /** Seconds until the first report, where the manager has said so. */
  readonly reportIn?: number | undefined;
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

/** Computes one learner in the runner thread; saves, logs and reports from the main thread. */
export class LearnerRun {
  readonly #options: LearnerRunOptions;
  readonly #interrupt: Interrupt;
  readonly #meter: Meter;
  readonly #saver: LearnerSaver;
  #isReporting = false;
  #lines: NodeJS.Timeout | undefined;
  /** In a run of very many jobs the manager says when it wants reports: seldomer than the lines of the log. */
  readonly #told = new ReportTimer(() => void this.#report());

  constructor(options: LearnerRunOptions) {
    const { run, assignment, cores, runner, log, stop } = options;
    this.#options = options;
    this.#interrupt = stop.child();
    this.#meter = new Meter(cores, runner.pids);
    const onHeld = (): void => void this.#report(this.#logProgress());
    this.#saver = new LearnerSaver({ run, assignment, runner, log, interrupt: this.#interrupt, onHeld });
  }

  /** Runs the learner until its goal, a failure or an interruption; all that was told is saved and reported then. */
  async compute(): Promise<RunOutcome> {
    let ended: Ended | null;
    const { run } = this.#options;
    this.#lines = setInterval(() => {
      const progress = this.#logProgress();
      if (!this.#told.isSet) void this.#report(progress);
    }, 1000 * run.runner.logInterval);
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
    const { assignment, replacement, runner } = this.#options;
    const functions = replacement === undefined ? {} : { functions: replacement };
    runner.send({ type: "learner", index: assignment.index, ...functions });
    const revived = await this.#interrupt.race(runner.answer());
    if (revived === null || revived.type === "failed") return revived;
    if (revived.type !== "revived") throw new Error(`the runner thread answered ${revived.type}`);
    const known = await this.#saver.open(revived);
    if (known === null) return null;
    // Not before: of a learner that is not open there is nothing to report.
    this.#told.set(this.#options.reportIn);
    runner.send({ type: "begin", ...known });
    return await this.#watch();
  }

  /** Saves at intervals until the runner thread is done. */
  async #watch(): Promise<Ended | null> {
    const { run, runner } = this.#options;
    const saves = setInterval(() => void this.#saver.save(), 1000 * run.runner.saveInterval);
    runner.onFilling = () => this.#saver.take();
    try {
      return (await this.#interrupt.race(runner.answer())) as Ended | null;
    } finally {
      clearInterval(saves);
      runner.onFilling = null;
    }
  }

  #logError(error: PointError): void {
    this.#options.log.write({ event: "error", index: this.#options.assignment.index, error });
  }

  #progress(): Progress {
    const { runner } = this.#options;
    const { dataSize, problem } = this.#saver;
    const progress = this.#meter.progress(runner.state.figures, { pids: runner.pids, dataSize });
    return problem === null ? progress : { ...progress, problem };
  }

  /** Null while the learner is not open and nothing keeps it from that. */
  #currentProgress(): Progress | null {
    return this.#saver.isOpen || this.#saver.problem !== null ? this.#progress() : null;
  }

  #logProgress(): Progress | null {
    const { assignment, log } = this.#options;
    const progress = this.#currentProgress();
    if (progress !== null) log.write({ event: "progress", index: assignment.index, progress });
    return progress;
  }

  /** Reports how it goes; one report at a time. */
  async #report(progress = this.#currentProgress()): Promise<void> {
    const { assignment, reporter } = this.#options;
    if (progress === null || this.#isReporting) return;
    this.#isReporting = true;
    const { signal } = this.#interrupt;
    this.#heed(await reporter.report({ verb: "progress", ...assignment, progress }, { retries: 2, signal }));
    this.#isReporting = false;
  }

  #heed(reply: ReportReply | null): void {
    if (reply?.status === "stale") this.#interrupt.throw({ kind: "stale", reason: reply.reason });
    if (reply?.status === "ok") this.#told.set(reply.reportIn);
  }

  #endReports(): void {
    clearInterval(this.#lines);
    this.#told.stop();
  }

  async #finish(ended: Ended): Promise<RunOutcome> {
    const { assignment, log } = this.#options;
    if (ended.type === "ended" && ended.end === "exhausted") {
      log.write({
        event: "note",
        text: `the learner has no more points to give (${ended.givenUp} failed and were given up)`,
      });
    }
    const error = await this.#saver.finish();
    const { reason } = this.#interrupt;
    if (reason !== null && (error !== null || this.#saver.problem !== null)) return this.#giveUp(reason);
    if (error !== null) return this.#fail(error, ended.isClean);
    await this.#saver.export();
    const progress = this.#progress();
    log.write({ event: "done", index: assignment.index, progress });
    await this.#insist({ verb: "finish", ...assignment, progress });
    return { kind: "done", isThreadClean: ended.isClean };
  }

  async #fail(error: PointError, isThreadClean: boolean): Promise<RunOutcome> {
    const { assignment } = this.#options;
    await this.#saver.saveLast();
    await this.#saver.abandon();
    if (this.#interrupt.reason?.kind === "stale") return this.#giveUp(this.#interrupt.reason);
    this.#logError(error);
    await this.#insist({ verb: "fail", ...assignment, progress: this.#progress(), error });
    return { kind: "failed", isThreadClean };
  }

  /** Repeats a final report until it is answered or patience is at its end: very soon when the job has to stop. */
  async #insist(body: Report): Promise<void> {
    const { reporter, patienceMs, stop } = this.#options;
    this.#endReports();
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
    this.#endReports();
    if (reason.kind === "stale") {
      await runner.terminate();
      await this.#saver.abandon();
      log.write({ event: "released", index: assignment.index, cause: `stale: ${reason.reason}` });
      return interrupted;
    }
    runner.send({ type: "stop" });
    await within(runner.idle, stopTimes.graceMs + stopTimes.threadMs);
    const isEnded = await runner.terminate();
    await within(this.#saver.save(), stopTimes.saveMs);
    const progress = this.#progress();
    const { cause } = reason;
    log.write({ event: "released", index: assignment.index, cause });
    await this.#reportInHaste({ verb: "release", ...assignment, progress, cause });
    await within(this.#saver.abandon(), 100);
    if (!isEnded) endBlocked();
    return interrupted;
  }
}

/** Ends the process: it would wait for ever for a thread that is blocked in native code. The learner was given back. */
function endBlocked(): void {
  closeAllSockets();
  process.kill(process.pid, "SIGKILL");
}
