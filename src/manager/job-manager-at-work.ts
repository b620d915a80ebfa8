import { randomBytes } from "node:crypto";
import type { DatabaseManagerAtWork, Part } from "./database-manager-at-work.js";
import { jobManagerDatabase } from "./job-database.js";
import { JobManager } from "./job-manager.js";
import { workerProgram } from "./lib-folder.js";
import { runLoop, type Loop } from "./loop.js";
import { silenceOf } from "./report-pace.js";

/** How a job manager works. */
export interface JobManagerSettings {
  /** Between turns, in seconds; a scheduler that answers for nothing is asked more often. */
  readonly intervalSeconds: number;
  readonly maxSimultaneousJobs: number;
  /** Names for the jobs, each of which one job at a time has; their number limits the jobs. @defaultValue the run's, for all */
  readonly jobNames?: readonly string[];
}

const MOST_BARREN_JOBS = 5;
/** How long releases are gathered until other jobs are submitted. */
const GATHER_MS = 1000;
/** Turns of a scheduler that answers for nothing, in seconds. */
const SHORTEST_TURN = 0.5;

/** Keeps jobs submitted, turn by turn, while the database manager has learners to hand out. */
export class JobManagerAtWork implements Part {
  readonly loop: Loop;
  readonly #manager: JobManager;
  readonly #stop = new AbortController();
  #soon: NodeJS.Timeout | null = null;
  readonly #database: DatabaseManagerAtWork;
  readonly #before: number;

  /** Begins at once; `database` has to listen already. */
  constructor(database: DatabaseManagerAtWork, settings: JobManagerSettings) {
    const { run, runFolder, scheduler, now } = database;
    this.#database = database;
    this.#before = database.database.jobs.size;
    const context = {
      run,
      runFolder,
      scheduler,
      now,
      workerProgram: workerProgram(),
      append: database.append.bind(database),
      newToken: () => randomBytes(6).toString("hex"),
    };
    this.#manager = new JobManager(context, jobManagerDatabase(database.database), {
      maxSimultaneousJobs: Math.min(settings.maxSimultaneousJobs, settings.jobNames?.length ?? Infinity),
      ...(settings.jobNames && { jobNames: settings.jobNames }),
      silenceMs: silenceOf(run),
      mostBarrenJobs: MOST_BARREN_JOBS,
    });
    const turnMs =
      1000 * Math.min(settings.intervalSeconds, Math.max(scheduler.minimumPollSeconds, SHORTEST_TURN));
    const signal = AbortSignal.any([this.#stop.signal, database.signal]);
    this.loop = runLoop(() => this.#turn(database, signal), {
      intervalMs: () => Math.min(turnMs, Math.max(SHORTEST_TURN * 1000, this.#manager.pauseMs ?? Infinity)),
      signal,
      onError: (error) => database.noteError(error),
    });
    const letGo = database.add(this);
    this.#stop.signal.addEventListener("abort", letGo, { once: true });
  }

  get troubles(): readonly string[] {
    return this.#manager.troubles;
  }

  get unreachableSince(): number | null {
    return this.#manager.state.schedulerUnreachableSince;
  }

  /** Jobs submitted since the start of this manager. */
  get submitted(): number {
    return this.#database.database.jobs.size - this.#before;
  }

  noteStart(): void {
    this.#manager.noteStart();
  }

  /** Submits another job for the learner soon: where many stop at once, the others go in as one array. */
  noteRelease(): void {
    if (this.#soon !== null) return;
    this.#soon = setTimeout(() => {
      this.#soon = null;
      this.loop.wake();
    }, GATHER_MS).unref();
  }

  /** Looks at the queue now; submissions that wait for better times are tried too. */
  trigger(): void {
    this.#manager.tryNow();
    this.loop.wake();
  }

  /** Ends the turns; jobs stay as they are. Safe to call twice. */
  stop(): Promise<void> {
    this.#stop.abort();
    return this.loop.finished;
  }

  async #turn(database: DatabaseManagerAtWork, signal: AbortSignal): Promise<void> {
    if (!database.isOpen || !(await database.holdsRun())) return;
    await this.#manager.turn(signal);
    if (this.#manager.state.givenUp !== null) database.end("failed");
  }
}
