import { userInfo } from "node:os";
import { QueueError } from "../errors.js";
import { readSubmitted, runNameOf, tokenOf } from "../batch/submissions.js";
import { firstLines, type SlurmCommands } from "./commands.js";
import { causeOfState, type SlurmRow } from "./parse.js";

/** Jobs on one command line, where tasks of an array stand as ranges. */
const CHUNK = 2000;

/** What is known of jobs when some are cancelled. */
export interface KnownJobs {
  /** The last answer of the queue. */
  readonly rows: readonly SlurmRow[];
  /** Jobs submitted since. */
  readonly fresh: ReadonlyMap<string, { readonly name: string }>;
  /** Tokens of the submissions that are ours. */
  readonly tokens: ReadonlySet<string>;
  /** Where those submissions are noted. */
  readonly runFolders: readonly string[];
}

/** Errors that are none: the job has ended, or is not known any more. */
const HARMLESS = /Invalid job id|already (completing|completed)|Job\/step already/i;

/** Cancels jobs of ours and no others. */
export class SlurmCancel {
  readonly #commands: SlurmCommands;

  constructor(commands: SlurmCommands) {
    this.#commands = commands;
  }

  /**
   * Cancels by job id, by job name, or by the name of a run. A name is ours by its token; an id is passed on only when
   * the job was submitted, or is in the queue, under such a name.
   *
   * Ids go without `--name`: with a filter, Slurm (22.05, tried) cancels all waiting tasks of an array of which one is
   * named.
   */
  async run(jobs: readonly string[], known: KnownJobs): Promise<void> {
    const nameOf = await namesOf(known);
    const isOurs = (name: string | undefined): boolean => known.tokens.has(tokenOf(name ?? "") ?? "");
    const ids = jobs.filter((job) => isJobId(job) && isOurs(nameOf.get(baseOf(job))));
    const ofRun = (run: string): string[] => [...nameOf.values()].filter((name) => runNameOf(name) === run);
    const named = jobs.filter((job) => !isJobId(job)).flatMap((job) => (isOurs(job) ? [job] : ofRun(job)));
    const names = new Set(named.filter(isOurs));
    const errors: string[] = [];
    for (const chunk of chunksOf(ids)) errors.push(...(await this.#scancel(writeJobIds(chunk))));
    for (const name of names) {
      errors.push(...(await this.#scancel([`--user=${userInfo().username}`, `--name=${name}`])));
    }
    if (errors.length > 0) {
      throw new QueueError(`some jobs could not be cancelled: ${errors.slice(0, 3).join("; ")}`);
    }
  }

  async #scancel(args: readonly string[]): Promise<string[]> {
    try {
      const { exitCode, stderr } = await this.#commands.run("scancel", args);
      const lines = stderr.split("\n").filter((line) => line.trim() !== "");
      const isHarmless = exitCode === 0 || (lines.length > 0 && lines.every((line) => HARMLESS.test(line)));
      return isHarmless ? [] : [firstLines(stderr)];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  }
}

const isJobId = (job: string): boolean => /^\d+(_\d+)?$/.test(job);

const baseOf = (jobId: string): string => jobId.split("_")[0]!;

/** The names under which jobs were submitted, by job id (of a whole array). */
async function namesOf({ rows, fresh, runFolders }: KnownJobs): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { jobId, name, state } of rows) if (causeOfState(state) === null) names.set(baseOf(jobId), name);
  // What was written down at the submission counts before what a job of that id is called now.
  for (const runFolder of runFolders)
    for (const [jobId, name] of await readSubmitted(runFolder)) names.set(jobId, name);
  for (const [jobId, { name }] of fresh) names.set(baseOf(jobId), name);
  return names;
}

/** Writes job ids as Slurm's commands read them, the tasks of an array as one word: `7_[0-3,5]`. */
export function writeJobIds(jobIds: readonly string[]): string[] {
  const tasks = new Map<string, number[]>();
  const words: string[] = [];
  for (const jobId of jobIds) {
    const [base = "", task] = jobId.split("_");
    if (task === undefined) words.push(jobId);
    else if (tasks.has(base)) tasks.get(base)!.push(Number(task));
    else tasks.set(base, [Number(task)]);
  }
  for (const [base, indices] of tasks)
    words.push(indices.length === 1 ? `${base}_${indices[0]!}` : `${base}_[${writeRanges(indices)}]`);
  return words;
}

function writeRanges(indices: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of [...new Set(indices)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

function chunksOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, k) =>
    ids.slice(k * CHUNK, (k + 1) * CHUNK),
  );
}
