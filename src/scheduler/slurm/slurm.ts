import { userInfo } from "node:os";
import { join } from "node:path";
import {
  refuseUnknownOptions,
  RUN_FOLDER,
  type EndedJob,
  type JobResources,
  type QueueRow,
} from "../../protocol/index.js";
import type { RunCommand } from "../../exec/index.js";
import { SharedQuery } from "../batch/shared-query.js";
import {
  jobNameOf,
  noteSubmitted,
  scriptTime,
  tokenOf,
  tokensOf,
  writeScript,
} from "../batch/submissions.js";
import { SubmitError } from "../errors.js";
import { plainOptions, resolveResources, RESOURCE_OPTIONS, type ResourceOptions } from "../resources.js";
import { sampleRequest } from "../sample-request.js";
import type { Scheduler, SubmitRequest } from "../scheduler.js";
import { SlurmCancel } from "./cancel.js";
import { firstLines, SlurmCommands } from "./commands.js";
import { SlurmEnds } from "./ends.js";
import {
  parseQueue,
  parseSubmitted,
  QUEUE_FORMAT,
  queueState,
  type Partition,
  type SlurmRow,
} from "./parse.js";
import { checkPartition } from "./partitions.js";
import { buildSlurmScript } from "./script.js";
import { cacheFolder, clusterKey, readSite, type Site } from "./site.js";
import { checkWhole, noteSeen, splitRows, type LastSeen } from "./table.js";

/** Options of {@link SLURM}. */
export interface SlurmOptions extends ResourceOptions {
  /** Seconds between two questions for the queue, by all runs of this user on this host. @defaultValue 60 */
  readonly pollInterval?: number;
}

/** What tests put in the place of the system. */
export interface SlurmPorts {
  readonly run?: RunCommand;
  readonly now?: () => number;
  /** Milliseconds that a command may take. */
  readonly timeoutMs?: number;
}

/** Absence of a submission counts only in an answer that was asked for so long after it. */
const SETTLE_MS = 10_000;

/**
 * Runs jobs on a cluster with Slurm. Each resource option is one value, a list with a value a learner, or a function
 * of the learner's index.
 *
 * @example
 * const scheduler = new SLURM({ cores: 10, partition: "short", time: "01:00:00" });
 * console.log(scheduler.jobScript());
 */
export class SLURM implements Scheduler {
  readonly kind = "slurm";
  readonly options: Readonly<Record<string, unknown>>;
  readonly minimumPollSeconds: number;
  readonly slots = null;
  readonly #given: SlurmOptions;
  readonly #commands: SlurmCommands;
  readonly #query: SharedQuery;
  readonly #now: () => number;
  readonly #ends: SlurmEnds;
  readonly #cancel: SlurmCancel;
  readonly #seen = new Map<string, LastSeen>();
  /** Jobs submitted by this object, until an answer of the queue can have them. */
  readonly #fresh = new Map<string, { readonly name: string; readonly at: number }>();
  readonly #runFolders = new Set<string>();
  /** Submissions whose answer was lost, and when. */
  readonly #failedAt = new Map<string, number>();
  #site: Promise<Site> | null = null;
  #answeredAt = 0;

  constructor(options: SlurmOptions = {}, { run, now = Date.now, timeoutMs }: SlurmPorts = {}) {
    refuseUnknownOptions("SLURM", options, [...RESOURCE_OPTIONS, "pollInterval"]);
    this.#given = options;
    this.#now = now;
    this.minimumPollSeconds = options.pollInterval ?? 60;
    this.options = plainOptions({ ...options });
    this.#commands = new SlurmCommands(run, timeoutMs);
    this.#ends = new SlurmEnds(this.#commands);
    this.#cancel = new SlurmCancel(this.#commands);
    this.#query = new SharedQuery({
      path: join(cacheFolder(), `${clusterKey()}.queue.json`),
      minIntervalMs: this.minimumPollSeconds * 1000,
      timeoutMs: this.#commands.timeoutMs("squeue"),
      now,
      ask: async (previous) => {
        const { config } = await this.#readSite();
        const text = await this.#commands.ask("squeue", [
          "-r",
          "-t",
          "all",
          "-u",
          userInfo().username,
          "-o",
          QUEUE_FORMAT,
        ]);
        checkWhole(previous, text, now(), config.minJobAgeSeconds);
        return text;
      },
    });
  }

  get commands(): Readonly<Record<string, number>> {
    return { ...this.#commands.counts };
  }

  /** When the answer that `queue()` last gave was asked for, milliseconds since 1970. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /** The partitions of the cluster, asked for at most once a day. */
  async partitions(): Promise<readonly Partition[]> {
    return (await this.#readSite()).partitions;
  }

  resources(index: number): JobResources {
    const resources = resolveResources(this.#given, index);
    checkPartition(resources, index);
    return resources;
  }

  jobScript(request: Partial<SubmitRequest> = {}): string {
    return buildSlurmScript(sampleRequest(request, this));
  }

  adopt(runFolder: string): void {
    this.#runFolders.add(runFolder);
  }

  async submit(request: SubmitRequest): Promise<{ readonly jobIds: readonly string[] }> {
    this.#runFolders.add(request.runFolder);
    const script = await writeScript(request, buildSlurmScript(request));
    const { config } = await this.#readSite();
    const jobIds: string[] = [];
    for (let left = request.count; left > 0; left -= config.maxArraySize) {
      const part = await this.#submitOne(script, Math.min(left, config.maxArraySize), request);
      for (const jobId of part) this.#fresh.set(jobId, { name: jobNameOf(request), at: this.#now() });
      jobIds.push(...part);
    }
    return { jobIds };
  }

  async find(request: SubmitRequest): Promise<readonly string[] | null> {
    const writtenAt = await scriptTime(request);
    if (writtenAt === null) return [];
    const answer = await this.#query.get();
    const found = this.#take(answer.text).filter((row) => row.name === jobNameOf(request));
    if (found.length > 0) return found.map((row) => row.jobId);
    // A manager that was killed may have left an sbatch behind that is still at work.
    const overAt = this.#failedAt.get(request.token) ?? writtenAt + this.#commands.timeoutMs("sbatch");
    return answer.askedAt > overAt + SETTLE_MS ? [] : null;
  }

  async queue(runFolder?: string): Promise<readonly QueueRow[]> {
    const answer = await this.#query.get();
    this.#answeredAt = answer.askedAt;
    if (runFolder !== undefined) this.#runFolders.add(runFolder);
    const tokens = await this.#tokens(runFolder);
    const isOurs = (name: string): boolean => tokens.has(tokenOf(name) ?? "");
    const rows = splitRows(this.#take(answer.text))
      .active.filter((row) => isOurs(row.name))
      .map(toQueueRow);
    const shown = new Set(rows.map((row) => row.jobId));
    for (const [jobId, { name, at }] of this.#fresh) {
      if (at < answer.askedAt - SETTLE_MS) this.#fresh.delete(jobId);
      else if (!shown.has(jobId) && !this.#isEnded(jobId) && isOurs(name)) rows.push(freshRow(jobId, name));
    }
    return rows;
  }

  async ended(jobIds: readonly string[], runFolder: string): Promise<readonly EndedJob[]> {
    const answer = await this.#query.last();
    const rows = answer ? this.#take(answer.text) : [];
    const isFresh = (jobId: string): boolean =>
      (this.#fresh.get(jobId)?.at ?? 0) > (answer?.askedAt ?? 0) - SETTLE_MS;
    return this.#ends.tell(
      jobIds.filter((jobId) => !isFresh(jobId) || this.#isEnded(jobId)),
      rows,
      this.#seen,
      join(runFolder, RUN_FOLDER.logs),
    );
  }

  async cancel(jobs: readonly string[], runFolder?: string): Promise<void> {
    const answer = await this.#query.last();
    const rows = answer ? this.#take(answer.text) : [];
    const runFolders = runFolder === undefined ? [...this.#runFolders] : [runFolder];
    await this.#cancel.run(jobs, {
      rows,
      fresh: this.#fresh,
      tokens: await this.#tokens(runFolder),
      runFolders,
    });
  }

  /** The tokens of one run, or of all that this object has had to do with. */
  async #tokens(runFolder?: string): Promise<ReadonlySet<string>> {
    const runFolders = runFolder === undefined ? [...this.#runFolders] : [runFolder];
    const sets = await Promise.all(runFolders.map(tokensOf));
    return new Set(sets.flatMap((tokens) => [...tokens]));
  }

  #isEnded(jobId: string): boolean {
    return this.#seen.get(jobId) === "ended";
  }

  #readSite(): Promise<Site> {
    this.#site ??= readSite(this.#commands, this.#now());
    return this.#site;
  }

  #take(text: string): SlurmRow[] {
    const rows = parseQueue(text);
    noteSeen(this.#seen, rows);
    return rows;
  }

  async #submitOne(script: string, count: number, request: SubmitRequest): Promise<string[]> {
    const { token, jobName } = request;
    const array = count > 1 ? [`--array=0-${count - 1}`] : [];
    const { stdout, stderr, exitCode } = await this.#commands
      .run("sbatch", ["--parsable", ...array, script])
      .catch((cause: unknown) => {
        this.#failedAt.set(token, this.#now());
        throw new SubmitError(`sbatch of ${jobName} did not answer: ${String(cause)}`, {
          cause,
          details: { token },
        });
      });
    const id = parseSubmitted(stdout);
    if (exitCode !== 0 || id === null) {
      this.#failedAt.set(token, this.#now());
      throw new SubmitError(
        `sbatch of ${jobName} failed (exit code ${exitCode}): ${firstLines(stderr || stdout)}`,
        { details: { token } },
      );
    }
    await noteSubmitted(request, id).catch(() => undefined);
    return count > 1 ? Array.from({ length: count }, (_, k) => `${id}_${k}`) : [id];
  }
}

function toQueueRow({ jobId, name, state, reason, nodes, startedAt }: SlurmRow): QueueRow {
  const now = queueState(state);
  const words = [state === "RUNNING" || state === "PENDING" ? "" : state, reason === "None" ? "" : reason]
    .filter(Boolean)
    .join(": ");
  // While a job waits, Slurm shows when it expects it to start.
  return { jobId, name, state: now, reason: words, nodes, startedAt: now === "pending" ? null : startedAt };
}

function freshRow(jobId: string, name: string): QueueRow {
  return {
    jobId,
    name,
    state: "pending",
    reason: "submitted since the last look at the queue",
    nodes: "",
    startedAt: null,
  };
}
