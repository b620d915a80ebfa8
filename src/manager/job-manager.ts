import { type EndedJob, type JobRecord } from "../protocol/index.js";
import { jobEndedEvents } from "./last-points.js";
import { judgeJobs, noteMissing, type Missing, type QueueAnswer } from "./judge.js";
import { nameJobs } from "./name-jobs.js";
import { planSubmissions, planWithdrawals, type ClassLoad, type Submission } from "./plan.js";
import { describePause, maySubmit, pauseAfter, type SubmissionPause } from "./submission-pause.js";
import { settleIntent, submitOnce, type Intent, type SubmitContext } from "./submit.js";

/** What the job manager reads of the job database. */
export interface JobManagerDatabase {
  /** Jobs that have not ended, in the order of their submission. */
  activeJobs(): Iterable<JobRecord>;
  /** Submissions without an outcome. */
  openSubmissions(): readonly Intent[];
  /** Learners of a class: those that a job could get now, and all that are neither done nor failed. */
  classCounts(resourceClass: number): { readonly ready: number; readonly unfinished: number };
  /** Notes what the queue says of jobs; not part of the journal. */
  noteQueue(rows: QueueAnswer["rows"]): void;
}

/** Limits and times of the job manager. */
export interface JobManagerLimits {
  readonly maxSimultaneousJobs: number;
  /** Silence after which a job that left the queue counts as dead, milliseconds. */
  readonly silenceMs: number;
  /** Names for the jobs, each of which one job at a time has; their number limits the jobs. @defaultValue the run's, for all */
  readonly jobNames?: readonly string[];
  /** Jobs in a row that end before they asked for a learner, until no more are submitted. */
  readonly mostBarrenJobs: number;
}

/** What went wrong in a turn, for the snapshot. */
export interface JobManagerState {
  readonly schedulerUnreachableSince: number | null;
  /** Why the scheduler could not be asked. */
  readonly lastError: string | null;
  /** Set while submissions fail. */
  readonly pause: SubmissionPause | null;
  /** Set when jobs end again and again before they asked for a learner: submitting more is of no use. */
  readonly givenUp: string | null;
}

/** Compares the queue with what is left to do, and submits jobs that do not know which learner they will run. */
export class JobManager {
  readonly #context: SubmitContext;
  readonly #database: JobManagerDatabase;
  readonly #limits: JobManagerLimits;
  #missing: Missing = new Map();
  #barren = 0;
  /** Time of the last answer of the queue. */
  #answeredAt = -1;
  #state: JobManagerState = { schedulerUnreachableSince: null, lastError: null, pause: null, givenUp: null };

  constructor(context: SubmitContext, database: JobManagerDatabase, limits: JobManagerLimits) {
    this.#context = context;
    this.#database = database;
    this.#limits = limits;
  }

  get state(): JobManagerState {
    return this.#state;
  }

  /** One turn: looks at the queue, ends jobs that are over, submits what is missing, withdraws what is too many. */
  async turn(signal: AbortSignal): Promise<void> {
    await this.#lookAtQueue();
    for (const intent of this.#database.openSubmissions()) {
      const outcome = await settleIntent(this.#context, intent, "not found in the queue");
      if (outcome === "submitted") this.#state = { ...this.#state, pause: null };
    }
    if (signal.aborted || this.#state.givenUp !== null) return;
    await this.#submit();
    await this.#withdraw();
  }

  /** Sentences about what goes wrong now, for the snapshot. */
  get troubles(): readonly string[] {
    const { givenUp, lastError, pause } = this.#state;
    return [givenUp, lastError, pause && describePause(pause)].filter((text) => text !== null);
  }

  /** Submits in the next turn, whatever failed before. */
  tryNow(): void {
    const { pause } = this.#state;
    if (pause !== null) this.#state = { ...this.#state, pause: { ...pause, until: 0 } };
  }

  /** Milliseconds until submissions are tried again; null when nothing keeps them from it. */
  get pauseMs(): number | null {
    const { pause } = this.#state;
    const left = (pause?.until ?? 0) - this.#context.now();
    return left > 0 ? left : null;
  }

  /** A job that asks for a learner is well: the count of those that never did begins again. */
  noteStart(): void {
    this.#barren = 0;
  }

  async #lookAtQueue(): Promise<void> {
    const { scheduler, runFolder, now } = this.#context;
    const jobs = [...this.#database.activeJobs()];
    if (jobs.length === 0) return;
    const ids = jobs.map((job) => job.jobId);
    let ended: readonly EndedJob[] = [];
    try {
      const rows = await scheduler.queue(runFolder);
      // An answer that others share counts once, however often it is read.
      const answer = { at: scheduler.answeredAt ?? now(), rows };
      this.#database.noteQueue(answer.rows);
      if (answer.at !== this.#answeredAt) this.#missing = noteMissing(this.#missing, jobs, answer);
      this.#answeredAt = answer.at;
      const gone = ids.filter((id) => this.#missing.has(id));
      if (gone.length > 0) ended = await scheduler.ended(gone, runFolder);
      this.#state = {
        ...this.#state,
        schedulerUnreachableSince: null,
        lastError: null,
      };
    } catch (error) {
      // Decides nothing: jobs stay as they are until the scheduler answers.
      this.#state = {
        ...this.#state,
        schedulerUnreachableSince: this.#state.schedulerUnreachableSince ?? now(),
        lastError: String(error),
      };
      return;
    }
    const over = judgeJobs(
      jobs,
      { ended, missing: this.#missing },
      { now: now(), silenceMs: this.#limits.silenceMs },
    );
    await this.#end(over);
  }

  async #end(over: readonly EndedJob[]): Promise<void> {
    if (over.length === 0) return;
    const at = this.#context.now();
    const jobs = new Map([...this.#database.activeJobs()].map((job) => [job.jobId, job]));
    await this.#context.append(await jobEndedEvents(over, { runFolder: this.#context.runFolder, at }));
    for (const { jobId, cause, detail } of over) {
      if (jobs.get(jobId)?.heardAt !== null || (cause !== "code" && cause !== "unknown")) continue;
      this.#barren++;
      if (this.#barren < this.#limits.mostBarrenJobs) continue;
      this.#state = {
        ...this.#state,
        givenUp: `${this.#barren} jobs in a row ended before they asked for a learner (the last one, ${jobId}: ${detail})`,
      };
    }
  }

  #loads(): (ClassLoad & { readonly unfinished: number; readonly idle: JobRecord[] })[] {
    const idle = new Map<number, JobRecord[]>();
    for (const job of this.#database.activeJobs()) {
      // A job that ends will take no learner: what it gave back needs another.
      if (job.index !== null || job.stopping) continue;
      const list = idle.get(job.resourceClass);
      if (list) list.push(job);
      else idle.set(job.resourceClass, [job]);
    }
    const open = this.#database.openSubmissions();
    return this.#context.run.resourceClasses.map((_, resourceClass) => {
      const jobs = idle.get(resourceClass) ?? [];
      const inDoubt = open.reduce(
        (sum, one) => sum + (one.resourceClass === resourceClass ? one.count : 0),
        0,
      );
      return {
        resourceClass,
        ...this.#database.classCounts(resourceClass),
        idleJobs: jobs.length + inDoubt,
        idle: jobs,
      };
    });
  }

  async #submit(): Promise<void> {
    if (!maySubmit(this.#state.pause, this.#context.now())) return;
    const inDoubt = this.#database.openSubmissions().reduce((sum, one) => sum + one.count, 0);
    const plan = planSubmissions(this.#loads(), {
      liveJobs: [...this.#database.activeJobs()].length + inDoubt,
      maxSimultaneousJobs: this.#limits.maxSimultaneousJobs,
      slots: this.#context.scheduler.slots,
    });
    for (const submission of this.#named(plan)) {
      try {
        await submitOnce(this.#context, submission);
        this.#state = { ...this.#state, pause: null };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#state = {
          ...this.#state,
          pause: pauseAfter(this.#state.pause, this.#context.now(), reason),
        };
        // What one submission met, the next would meet too.
        return;
      }
    }
  }

  /** Without names of their own, equal jobs go in as one array. */
  #named(plan: readonly Submission[]): readonly Omit<Intent, "token">[] {
    const { jobNames } = this.#limits;
    if (jobNames === undefined) return plan;
    const owners = [...this.#database.activeJobs(), ...this.#database.openSubmissions()];
    const taken = new Set(owners.flatMap(({ jobName }) => jobName ?? []));
    return nameJobs(plan, jobNames, taken);
  }

  async #withdraw(): Promise<void> {
    for (const load of this.#loads()) {
      const waiting = load.idle
        .filter((job) => job.status !== "running" && job.heardAt === null)
        .map((job) => job.jobId);
      const surplus = planWithdrawals(waiting, load);
      if (surplus.length > 0) await this.#context.scheduler.cancel(surplus, this.#context.runFolder);
    }
  }
}
