import { spawn } from "node:child_process";
import { closeSync, openSync, promises as fs } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  CANCELLED_BEFORE_START,
  readJobState,
  readSubmission,
  writeSubmission,
  type LocalJob,
  type SubmissionFile,
} from "./job-files.js";
import { isAlive, signalGroup } from "./process.js";

/** How often jobs that are not children of this process are looked at while others wait for their cores. */
const WATCH_MS = 1000;
const POLL_MS = 50;

/**
 * The queue of one run on this machine: files in a folder, and this process as one that may start jobs.
 *
 * No daemon: whoever holds it starts the next job when one ends. A job is taken by creating its `.run` file
 * exclusively, so that two processes that do so start no job twice.
 */
export class LocalFolder {
  readonly #submissions = new Map<string, SubmissionFile>();
  readonly #ended = new Map<string, LocalJob>();
  /** Jobs that are children of this process. */
  readonly #children = new Set<string>();
  #last: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    /** `jobs/local` of the run folder. */
    readonly folder: string,
    readonly logs: string,
    readonly cores: number,
    readonly onStart: () => void,
  ) {}

  /** Adds jobs to the queue; a token that is there already is left as it is. */
  async add(submission: SubmissionFile, script: string): Promise<readonly string[]> {
    await fs.mkdir(this.folder, { recursive: true });
    await fs.mkdir(this.logs, { recursive: true });
    const known = await readSubmission(this.folder, submission.token);
    if (known) return known.jobIds;
    await fs.writeFile(this.#script(submission.token), script);
    await writeSubmission(this.folder, submission);
    await this.drive();
    return submission.jobIds;
  }

  /** Lists all jobs, the oldest first. */
  async jobs(): Promise<LocalJob[]> {
    const names = new Set(await fs.readdir(this.folder).catch(() => []));
    for (const name of names) {
      const token = name.endsWith(".json") ? name.slice(0, -5) : null;
      if (token === null || this.#submissions.has(token)) continue;
      const submission = await readSubmission(this.folder, token);
      if (submission) this.#submissions.set(token, submission);
    }
    const jobs: LocalJob[] = [];
    const submissions = [...this.#submissions.values()].sort((a, b) => a.submittedAt - b.submittedAt);
    for (const submission of submissions) {
      for (const jobId of submission.jobIds) jobs.push(await this.#read(jobId, submission, names));
    }
    return jobs;
  }

  /** Starts waiting jobs, the oldest first, while there are cores for them. */
  drive(): Promise<void> {
    this.#last = this.#last.catch(() => undefined).then(() => this.#drive());
    return this.#last;
  }

  /** Ends jobs: SIGTERM to the group, SIGKILL to those that are there after `graceMs`. Resolves when all are gone. */
  async cancel(isMeant: (job: LocalJob) => boolean, graceMs: number): Promise<void> {
    const told = new Set<string>();
    const meant = (await this.jobs())
      .filter((job) => job.state.status !== "ended" && isMeant(job))
      .map((job) => job.jobId);
    const ids = new Set(meant);
    for (const job of await this.jobs())
      if (ids.has(job.jobId) && job.state.status === "pending") await this.#refuse(job);
    const deadline = Date.now() + graceMs;
    for (;;) {
      const left = (await this.jobs()).filter((job) => ids.has(job.jobId) && job.state.status !== "ended");
      if (left.length === 0) return this.drive();
      const isLate = Date.now() > deadline;
      for (const job of left) await this.#end(job, told, isLate);
      await delay(POLL_MS);
    }
  }

  #script(token: string): string {
    return join(this.folder, `${token}.sh`);
  }

  async #read(jobId: string, submission: SubmissionFile, names: ReadonlySet<string>): Promise<LocalJob> {
    const known = this.#ended.get(jobId);
    if (known) return known;
    const state = await readJobState(this.folder, jobId, names);
    // A child that has not yet come to write its file.
    if (state.status === "pending" && this.#children.has(jobId)) {
      return { jobId, submission, state: { status: "running", process: null, startedAt: Date.now() } };
    }
    const job = { jobId, submission, state };
    if (state.status === "ended") this.#ended.set(jobId, job);
    return job;
  }

  async #drive(): Promise<void> {
    const jobs = await this.jobs();
    const running = jobs.filter((job) => job.state.status === "running");
    const pending = jobs.filter((job) => job.state.status === "pending");
    let free = this.cores - running.reduce((sum, job) => sum + job.submission.cores, 0);
    for (const job of pending) {
      if (job.submission.cores > free) break;
      free -= job.submission.cores;
      this.#start(job);
    }
    const isAdopted = running.some((job) => !this.#children.has(job.jobId));
    if (isAdopted && pending.length > 0) this.#watch();
  }

  #start({ jobId, submission }: LocalJob): void {
    const log = openSync(join(this.logs, `${jobId}.jsonl`), "a");
    try {
      const child = spawn("/bin/sh", [this.#script(submission.token), jobId], {
        // A session and process group of its own: it outlives us, and can be ended with its children.
        detached: true,
        stdio: ["ignore", log, log],
      });
      this.#children.add(jobId);
      this.onStart();
      child.unref();
      const onEnd = (): void => {
        if (!this.#children.delete(jobId)) return;
        this.drive().catch(() => undefined);
      };
      child.once("exit", onEnd);
      child.once("error", onEnd);
    } finally {
      closeSync(log);
    }
  }

  #watch(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.drive().catch(() => undefined);
    }, WATCH_MS).unref();
  }

  /** Takes a waiting job, so that nobody starts it. */
  async #refuse({ jobId }: LocalJob): Promise<void> {
    await fs
      .writeFile(join(this.folder, `${jobId}.run`), CANCELLED_BEFORE_START, { flag: "wx" })
      .catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      });
  }

  async #end({ jobId, state }: LocalJob, told: Set<string>, isLate: boolean): Promise<void> {
    if (state.status !== "running" || state.process === null || !isAlive(state.process)) return;
    if (!told.has(jobId)) {
      told.add(jobId);
      await fs.writeFile(join(this.folder, `${jobId}.cancel`), "");
      signalGroup(state.process.pid, "SIGTERM");
    }
    if (isLate) signalGroup(state.process.pid, "SIGKILL");
  }
}
