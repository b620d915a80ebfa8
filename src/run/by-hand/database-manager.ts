import { basename, join, resolve } from "node:path";
import type { Goal } from "../../goal/index.js";
import type { Learner } from "../../learner/index.js";
import { logPath } from "../../log/index.js";
import { rowsOfView, startDatabaseManager, type DatabaseManagerAtWork } from "../../manager/index.js";
import {
  RUN_FOLDER,
  refuseUnknownOptions,
  type LearnerRow,
  type RunStatus,
  type Snapshot,
} from "../../protocol/index.js";
import type { Scheduler } from "../../scheduler/index.js";
import { cancelRun } from "../cancel-run.js";
import type { Fname } from "../check-input.js";
import { normalizeOptions, type JobRunnerOptions, type NormalizedOptions } from "../options.js";
import type { RunInput } from "../prepare-run.js";
import { forgetRun } from "../remove-files.js";
import { replaceLearner } from "../replace-learner.js";
import { amendRun, prepareRun, type StartPorts } from "../start-run.js";
import { Managing } from "./managing.js";

/** What a worker has to know beside its learner. Durations are in seconds. */
export interface WorkOptions {
  /** When a learner is done; as for `RunManager`. @defaultValue null */
  readonly goal?: Goal;
  /** @defaultValue no retries, as many points at once as the job has cores */
  readonly runnerOptions?: JobRunnerOptions;
  /** Seconds between saves of a learner. @defaultValue 300 */
  readonly saveInterval?: number;
  /** Seconds between log lines, and between reports of a worker. @defaultValue 60 */
  readonly logInterval?: number;
  /** Whether a job also writes a table beside the checkpoint. @defaultValue false */
  readonly saveDataframe?: boolean;
  /** @defaultValue "parquet" */
  readonly dataframeFormat?: "parquet" | "csv";
  /** Failures of one learner before it is given up. @defaultValue 50 */
  readonly maxFailsPerJob?: number;
}

/** Options of a {@link DatabaseManager}. */
export interface DatabaseManagerOptions extends WorkOptions {
  /** `{1: [0]}`: learner 1 starts when learner 0 is done. @defaultValue none */
  readonly dependencies?: Readonly<Record<number, readonly number[]>> | null;
  /** One function a learner, called in the job before the learner starts. @defaultValue none */
  readonly initializers?: readonly (() => unknown)[] | null;
  /** Whether learners that reached the goal already, by the data they hold, are left out. @defaultValue true */
  readonly checkGoalOnStart?: boolean;
  /** Whether to begin with an empty job database: jobs of an earlier run are cancelled, data stays. @defaultValue false */
  readonly overwriteDb?: boolean;
  /** Whether a bar shows how far the capture of many learners is. @defaultValue true */
  readonly withProgressBar?: boolean;
}

/** A learner in the job database, with where its job writes. */
export interface DatabaseRow extends LearnerRow {
  /** Name of the job that computes it; null while none does. */
  readonly jobName: string | null;
  /** Path of that job's log. */
  readonly logFile: string | null;
  /** Learners that have to be done first. */
  readonly dependsOn: readonly number[];
}

const WORK: readonly (keyof WorkOptions)[] = [
  "goal", "runnerOptions", "saveInterval", "logInterval", "saveDataframe", "dataframeFormat", "maxFailsPerJob",
]; // prettier-ignore
const OPTIONS: readonly (keyof DatabaseManagerOptions)[] = [
  ...WORK, "dependencies", "initializers", "checkGoalOnStart", "overwriteDb", "withProgressBar",
]; // prettier-ignore

/** Names of the options that shape a worker's work. */
export const WORK_OPTIONS = WORK;

/** The run folder that a database's name stands for: "running.json" is the folder "running". */
export function runFolderOf(dbFname: string): string {
  return resolve(dbFname.replace(/\.json$/, ""));
}

/** The pages in which rows are read. */
const PAGE = 5000;

/** Hands out learners to jobs, and keeps what became of them; see the subclass that the package exports. */
export class DatabaseManager extends Managing<RunStatus | null> {
  readonly url: string;
  readonly scheduler: Scheduler;
  /** Absolute path of the run folder, which holds the job database. */
  readonly runFolder: string;
  readonly learners: readonly Learner[];
  readonly fnames: readonly Fname[];
  readonly #learners: Learner[];
  readonly #ports: StartPorts;
  readonly #overwriteDb: boolean;
  readonly #cwd = process.cwd();
  #options: NormalizedOptions;
  #work: DatabaseManagerAtWork | null = null;

  constructor(
    url: string,
    scheduler: Scheduler,
    dbFname: string,
    learners: readonly Learner[],
    fnames: readonly Fname[],
    options: DatabaseManagerOptions,
    ports: StartPorts,
  ) {
    super();
    refuseUnknownOptions("DatabaseManager", options, OPTIONS);
    const { overwriteDb = false, withProgressBar = true, ...rest } = options;
    this.url = url;
    this.scheduler = scheduler;
    this.runFolder = runFolderOf(dbFname);
    this.learners = this.#learners = [...learners];
    this.fnames = fnames;
    this.#ports = ports;
    this.#overwriteDb = overwriteDb;
    this.#options = normalizeOptions({
      logInterval: 60,
      ...rest,
      url,
      jobName: basename(this.runFolder),
      quiet: !withProgressBar,
    });
  }

  /** Learners of which a job failed so often that they were given up. */
  get failed(): DatabaseRow[] {
    return this.asRows().filter((row) => row.status === "failed");
  }

  /** Names of the jobs that wait or run. */
  get jobNames(): string[] {
    const work = this.#work;
    if (work === null) return [];
    const jobs = [...work.database.jobs.active()];
    return [...new Set(jobs.map(({ jobName = work.run.jobName, token }) => `${jobName}-${token}`))];
  }

  /** All learners of the job database, one row each; none before the start. */
  asRows(): DatabaseRow[] {
    const work = this.#work;
    if (work === null) return [];
    const { database, run } = work;
    const rows: LearnerRow[] = [];
    while (rows.length < database.entries.size) {
      const page = { table: "learners", offset: rows.length, limit: PAGE, status: null } as const;
      rows.push(...(rowsOfView(database, run, page).rows as LearnerRow[]));
    }
    return rows.map((row) => {
      const job = row.jobId === null ? undefined : database.jobs.get(row.jobId);
      return {
        ...row,
        jobName: job ? `${job.jobName ?? run.jobName}-${job.token}` : null,
        logFile: row.jobId === null ? null : logPath(join(this.runFolder, RUN_FOLDER.logs), row.jobId),
        dependsOn: run.dependencies[row.index] ?? [],
      };
    });
  }

  /** How many learners are done. */
  nDone(): number {
    return this.#work?.database.entries.counts().done ?? 0;
  }

  /** How many learners are left that no job has. */
  nUnscheduled(): number {
    return this.#work?.database.entries.counts().waiting ?? 0;
  }

  /** Whether all learners are done. */
  isDone(): boolean {
    return this.nDone() === this.fnames.length;
  }

  /** Looks at the queue now, through the job manager, so that learners of dead jobs are free again. */
  async update(): Promise<void> {
    await (await this.atWork()).answer({ verb: "trigger" });
  }

  /** The state of the run as screens show it; null before the start. */
  async snapshot(): Promise<Snapshot | null> {
    if (this.#work === null) return null;
    return ((await this.#work.answer({ verb: "snapshot", since: null })) as { snapshot: Snapshot }).snapshot;
  }

  /**
   * Puts another learner in the place of one that is not done; its file stays, and the new learner goes on from it. A
   * job that computes the old one is told to stop.
   *
   * @throws AdaptiveSchedulerError for an index that is not there, or a learner that is done
   */
  async replaceLearner(index: number, learner: Learner): Promise<void> {
    const work = await this.atWork();
    const { goal, initializers } = this.#options;
    const bundle = { learners: this.#learners, goal, initializers, runFolder: this.runFolder };
    await replaceLearner(index, learner, bundle, this.#ports, (request) => work.answer(request));
    this.#learners[index] = learner;
  }

  /** Jobs look for the next manager of the folder. */
  protected async stopWork(): Promise<null> {
    await this.#work?.close();
    return null;
  }

  /** Changes what workers are told, before the first job is submitted: options of a job manager. @internal */
  async amend(options: WorkOptions): Promise<void> {
    const work = await this.atWork();
    if (Object.keys(options).length === 0) return;
    this.#options = normalizeOptions({ ...this.#options, ...options });
    work.amend(await amendRun(this.runFolder, this.#input(), this.#ports));
  }

  /** The manager at work, once it is. @internal */
  async atWork(): Promise<DatabaseManagerAtWork> {
    await this.ready();
    return this.#work!;
  }

  protected async begin(): Promise<void> {
    if (this.#overwriteDb) {
      await cancelRun(this.runFolder);
      await forgetRun(this.runFolder);
    }
    const { flags } = await prepareRun(this.runFolder, this.#input(), this.#ports);
    const { runFolder, scheduler } = this;
    const work = await startDatabaseManager({ runFolder, scheduler, ...flags });
    this.#work = work;
    void work.finished.then((status) => this.end(endOf(status), status));
  }

  #input(): RunInput {
    return {
      scheduler: this.scheduler,
      learners: this.#learners,
      fnames: this.fnames,
      options: this.#options,
      cwd: this.#cwd,
      now: Date.now(),
    };
  }
}

function endOf(status: RunStatus | null): "finished" | "failed" | "cancelled" {
  return status === "finished" || status === "failed" ? status : "cancelled";
}
