import { AdaptiveSchedulerError } from "../protocol/index.js";
import type { EndCause, JobRecord, JournalEvent } from "../protocol/index.js";
import { RankIndex } from "./rank-index.js";
import { freshJob } from "./transitions.js";

/** A submission whose outcome is not known yet: look for its token in the queue before trying again. */
export interface Submission {
  readonly token: string;
  readonly resourceClass: number;
  readonly count: number;
  readonly at: number;
  /** In front of the token in the jobs' name. @defaultValue the run's */
  readonly jobName?: string;
}

type JobStatus = JobRecord["status"];

/** Events that move jobs. */
export type JobEvent = Extract<
  JournalEvent,
  { readonly type: "submitting" | "submitted" | "submitFailed" | "assigned" | "jobEnded" }
>;

/** All jobs of a run, with the counts and pages that are asked for often. */
export class JobStore {
  readonly #jobs: JobRecord[] = [];
  readonly #position = new Map<string, number>();
  readonly #active = new Set<string>();
  readonly #submissions = new Map<string, Submission>();
  readonly #byStatus: Readonly<Record<JobStatus, RankIndex>> = {
    submitted: new RankIndex(16),
    pending: new RankIndex(16),
    running: new RankIndex(16),
    ended: new RankIndex(16),
  };
  readonly #activeOfClass = new Map<number, number>();
  readonly #causes: Partial<Record<EndCause, number>> = {};
  #lastHeardAt: number | null = null;
  readonly #delays = { count: 0, sum: 0, squares: 0 };

  get size(): number {
    return this.#jobs.length;
  }

  get(jobId: string): JobRecord | undefined {
    const position = this.#position.get(jobId);
    return position === undefined ? undefined : this.#jobs[position];
  }

  /** Jobs that have not ended, in the order of their submission. */
  *active(): Generator<JobRecord> {
    for (const jobId of [...this.#active]) yield this.get(jobId)!;
  }

  /** Jobs of a resource class that have not ended, and those in submissions without an outcome. */
  activeOfClass(resourceClass: number): number {
    let count = this.#activeOfClass.get(resourceClass) ?? 0;
    for (const submission of this.#submissions.values()) {
      if (submission.resourceClass === resourceClass) count += submission.count;
    }
    return count;
  }

  submissions(): Submission[] {
    return [...this.#submissions.values()];
  }

  counts(): Readonly<Record<JobStatus, number>> {
    const { submitted, pending, running, ended } = this.#byStatus;
    return { submitted: submitted.size, pending: pending.size, running: running.size, ended: ended.size };
  }

  /** How many jobs ended with which cause. */
  causes(): Partial<Readonly<Record<EndCause, number>>> {
    return { ...this.#causes };
  }

  /** When any job was last heard of, milliseconds since 1970; null before the first word. */
  get lastHeardAt(): number | null {
    return this.#lastHeardAt;
  }

  /** Seconds from submission to start; null before the first start. */
  startDelay(): { readonly mean: number; readonly std: number } | null {
    const { count, sum, squares } = this.#delays;
    if (count === 0) return null;
    const mean = sum / count;
    return { mean, std: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
  }

  /** One page of the jobs in the order of their submission; all of them when `status` is null. */
  page(
    offset: number,
    limit: number,
    status: JobStatus | null,
  ): { readonly total: number; readonly jobs: JobRecord[] } {
    if (status === null) return { total: this.size, jobs: this.#jobs.slice(offset, offset + limit) };
    const index = this.#byStatus[status] as RankIndex | undefined;
    if (index === undefined) {
      const valid = Object.keys(this.#byStatus).join(", ");
      throw new AdaptiveSchedulerError("bad-status", `No job has the status "${status}": ${valid}.`);
    }
    return { total: index.size, jobs: index.page(offset, limit).map((position) => this.#jobs[position]!) };
  }

  apply(event: JobEvent): void {
    switch (event.type) {
      case "submitting": {
        const { token, resourceClass, count, at, jobName } = event;
        this.#submissions.set(token, { token, resourceClass, count, at, ...(jobName && { jobName }) });
        return;
      }
      case "submitFailed":
        this.#submissions.delete(event.token);
        return;
      case "submitted":
        return this.#submitted(event);
      case "assigned":
        return this.#assigned(event);
      case "jobEnded": {
        const job = this.get(event.jobId);
        if (job === undefined || job.status === "ended") return;
        const { at: endedAt, cause, detail } = event;
        return this.put({ ...job, status: "ended", endedAt, cause, detail, index: null });
      }
    }
  }

  /** Puts in a job, or a changed one in its place. */
  put(job: JobRecord): void {
    const before = this.get(job.jobId);
    let position = this.#position.get(job.jobId);
    if (position === undefined) {
      position = this.#jobs.push(job) - 1;
      this.#position.set(job.jobId, position);
    }
    this.#jobs[position] = job;
    if (job.heardAt !== null && job.heardAt > (this.#lastHeardAt ?? -Infinity))
      this.#lastHeardAt = job.heardAt;
    if (before?.startedAt == null && job.startedAt !== null)
      // Batch systems tell whole seconds: a job that started at once would seem to have started too early.
      this.#noteDelay(Math.max(0, job.startedAt - job.submittedAt) / 1000);
    if (before?.status === job.status) return;
    if (before !== undefined) this.#byStatus[before.status].delete(position);
    this.#byStatus[job.status].add(position);
    this.#noteActive(before, job);
  }

  /** Notes that the job's worker was heard of; an ended job stays ended. Not part of the journal. */
  hear(jobId: string, at: number, node: string, resourceClass = 0): void {
    const job = this.get(jobId) ?? freshJob(jobId, "", resourceClass, at);
    const heard = { ...job, heardAt: at, node: node || job.node };
    this.put(
      job.status === "ended" ? heard : { ...heard, startedAt: job.startedAt ?? at, status: "running" },
    );
  }

  /** Notes which learner a job computes now. */
  setIndex(jobId: string, index: number | null): void {
    const job = this.get(jobId);
    if (job !== undefined && job.index !== index) this.put({ ...job, index });
  }

  /** Notes that a job's worker is about to end, and why. */
  noteStopping(jobId: string, cause: EndCause): void {
    const job = this.get(jobId);
    if (job !== undefined && job.status !== "ended") this.put({ ...job, stopping: cause });
  }

  #submitted(event: Extract<JobEvent, { readonly type: "submitted" }>): void {
    const submission = this.#submissions.get(event.token);
    this.#submissions.delete(event.token);
    for (const jobId of event.jobIds) {
      const known = this.get(jobId);
      const fresh = freshJob(jobId, event.token, submission?.resourceClass ?? 0, event.at);
      // A job may be heard of before its submission has returned.
      const named = known === undefined ? fresh : { ...known, token: event.token };
      this.put(submission?.jobName ? { ...named, jobName: submission.jobName } : named);
    }
  }

  #assigned(event: Extract<JobEvent, { readonly type: "assigned" }>): void {
    const job = this.get(event.jobId) ?? freshJob(event.jobId, "", event.resourceClass ?? 0, event.at);
    this.put({
      ...job,
      status: "running",
      startedAt: job.startedAt ?? event.at,
      heardAt: event.at,
      node: event.node || job.node,
      // A job that was given up for dead and asks all the same is alive.
      endedAt: null,
      cause: null,
      index: event.index,
      instance: event.instance ?? null,
      stopping: null,
    });
  }

  #noteActive(before: JobRecord | undefined, job: JobRecord): void {
    const wasActive = before !== undefined && before.status !== "ended";
    const isActive = job.status !== "ended";
    if (wasActive !== isActive) {
      const count = this.#activeOfClass.get(job.resourceClass) ?? 0;
      this.#activeOfClass.set(job.resourceClass, count + (isActive ? 1 : -1));
    }
    if (isActive) this.#active.add(job.jobId);
    else this.#active.delete(job.jobId);
    if (before?.cause != null) this.#causes[before.cause]!--;
    if (job.cause !== null) this.#causes[job.cause] = (this.#causes[job.cause] ?? 0) + 1;
  }

  #noteDelay(seconds: number): void {
    this.#delays.count++;
    this.#delays.sum += seconds;
    this.#delays.squares += seconds * seconds;
  }
}
