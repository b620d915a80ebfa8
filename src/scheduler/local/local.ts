import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  refuseUnknownOptions,
  RUN_FOLDER,
  type EndedJob,
  type JobResources,
  type QueueRow,
} from "../../protocol/index.js";
import { runNameOf } from "../batch/submissions.js";
import { ResourceError, SubmitError } from "../errors.js";
import { plainOptions, resolveResources, type PerLearner, type ResourceOptions } from "../resources.js";
import type { Scheduler, SubmitRequest } from "../scheduler.js";
import { sampleRequest } from "../sample-request.js";
import type { LocalJob } from "./job-files.js";
import { LocalFolder } from "./local-folder.js";
import { buildLocalScript } from "./script.js";

/** Options of {@link Local}. */
export interface LocalOptions extends Pick<
  ResourceOptions,
  "executor" | "numThreads" | "time" | "extraEnvVars" | "extraScript" | "nodeExecutable"
> {
  /** Cores that the jobs of a run use at once. @defaultValue all that this process may use */
  readonly cores?: number;
  /** Cores of one job. @defaultValue 1 */
  readonly coresPerJob?: PerLearner<number>;
  /** Seconds that a cancelled job has to save and end, before it is killed. @defaultValue 10 */
  readonly killGrace?: number;
}

const OPTIONS: readonly (keyof LocalOptions)[] = [
  "cores", "coresPerJob", "executor", "numThreads", "time", "extraEnvVars", "extraScript", "nodeExecutable", "killGrace",
]; // prettier-ignore

/**
 * Runs jobs on this machine as processes that outlive the notebook: at most `cores` cores of a run at once, the
 * other jobs wait in a queue.
 *
 * @example
 * const scheduler = new Local({ cores: 2 }); // two jobs of one core at a time
 */
export class Local implements Scheduler {
  readonly kind = "local";
  readonly options: Readonly<Record<string, unknown>>;
  readonly minimumPollSeconds = 0;
  readonly slots: number;
  readonly #given: LocalOptions;
  readonly #cores: number;
  readonly #folders = new Map<string, LocalFolder>();
  readonly #commands = { start: 0 };

  constructor(options: LocalOptions = {}) {
    refuseUnknownOptions("Local", options, OPTIONS);
    const { cores = availableParallelism() } = options;
    if (!Number.isInteger(cores) || cores < 1)
      throw new ResourceError(`cores is ${String(cores)}; it has to be a whole number above 0.`);
    this.#given = options;
    this.#cores = cores;
    this.slots = cores;
    this.options = plainOptions({ ...options, cores });
  }

  get commands(): Readonly<Record<string, number>> {
    return { ...this.#commands };
  }

  resources(index: number): JobResources {
    const resources = resolveResources({ ...this.#given, cores: this.#given.coresPerJob }, index);
    if (resources.cores > this.#cores) {
      throw new ResourceError(
        `learner ${index} needs ${resources.cores} cores, and this Local scheduler has ${this.#cores}.`,
      );
    }
    if (resources.executor === "nodes")
      throw new ResourceError('the executor "nodes" needs a cluster; use "processes".');
    return resources;
  }

  jobScript(request: Partial<SubmitRequest> = {}): string {
    const whole = sampleRequest(request, this);
    return buildLocalScript(whole, this.#folder(whole.runFolder).folder);
  }

  adopt(runFolder: string): void {
    this.#folder(runFolder);
  }

  async submit(request: SubmitRequest): Promise<{ readonly jobIds: readonly string[] }> {
    const { token, jobName, count, resources, runFolder } = request;
    if (!/^[\w-]+$/.test(token))
      throw new SubmitError(`${JSON.stringify(token)} cannot be a submission's token.`);
    const folder = this.#folder(runFolder);
    const submission = {
      token,
      name: `${jobName}-${token}`,
      jobIds: Array.from({ length: count }, (_, k) => `${token}_${k}`),
      cores: resources.cores,
      submittedAt: Date.now(),
    };
    try {
      return { jobIds: await folder.add(submission, buildLocalScript(request, folder.folder)) };
    } catch (cause) {
      throw new SubmitError(`the jobs of ${jobName} could not be started: ${String(cause)}`, { cause });
    }
  }

  async find({ token, runFolder }: SubmitRequest): Promise<readonly string[] | null> {
    const jobs = await this.#folder(runFolder).jobs();
    return jobs.filter((job) => job.submission.token === token).map((job) => job.jobId);
  }

  async queue(runFolder?: string): Promise<readonly QueueRow[]> {
    const rows: QueueRow[] = [];
    for (const folder of this.#chosen(runFolder)) {
      await folder.drive();
      for (const job of await folder.jobs()) if (job.state.status !== "ended") rows.push(toRow(job));
    }
    return rows;
  }

  async ended(jobIds: readonly string[], runFolder: string): Promise<readonly EndedJob[]> {
    const wanted = new Set(jobIds);
    const jobs = await this.#folder(runFolder).jobs();
    return jobs.flatMap(({ jobId, state }) =>
      state.status === "ended" && wanted.has(jobId)
        ? [{ jobId, cause: state.cause, detail: state.detail }]
        : [],
    );
  }

  async cancel(jobs: readonly string[], runFolder?: string): Promise<void> {
    const wanted = new Set(jobs);
    const graceMs = (this.#given.killGrace ?? 10) * 1000;
    const isMeant = ({ jobId, submission: { name } }: LocalJob): boolean =>
      wanted.has(jobId) || wanted.has(name) || wanted.has(runNameOf(name));
    await Promise.all(this.#chosen(runFolder).map((folder) => folder.cancel(isMeant, graceMs)));
  }

  #chosen(runFolder?: string): LocalFolder[] {
    return runFolder === undefined ? [...this.#folders.values()] : [this.#folder(runFolder)];
  }

  #folder(runFolder: string): LocalFolder {
    const known = this.#folders.get(runFolder);
    if (known) return known;
    const path = join(runFolder, RUN_FOLDER.jobs, "local");
    const folder = new LocalFolder(
      path,
      join(runFolder, RUN_FOLDER.logs),
      this.#cores,
      () => this.#commands.start++,
    );
    this.#folders.set(runFolder, folder);
    return folder;
  }
}

function toRow({ jobId, submission, state }: LocalJob): QueueRow {
  const isRunning = state.status === "running";
  return {
    jobId,
    name: submission.name,
    state: isRunning ? "running" : "pending",
    reason: isRunning ? "" : "waits for cores",
    nodes: isRunning ? "localhost" : "",
    startedAt: isRunning ? state.startedAt : null,
  };
}
