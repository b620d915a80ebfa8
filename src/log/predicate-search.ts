import { stat } from "node:fs/promises";
import { logPath } from "./log-writer.js";
import { readTail } from "./tail.js";

/** A user's judgement of a job by the lines of its log: true has the job cancelled. */
export type LogPredicate = (lines: string[]) => boolean | Promise<boolean>;

/** Of a longer log, the predicate gets the end. */
const MOST_BYTES = 32 << 20;

/** Asks a predicate about whole logs, each time that one has grown. */
export class PredicateSearch {
  readonly #sizes = new Map<string, number>();
  #trouble: string | null = null;

  constructor(
    readonly folder: string,
    readonly predicate: LogPredicate,
  ) {}

  /** What the predicate threw in the last scan; null when it answered. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Finds the jobs whose logs the predicate holds for. Jobs no longer asked for are forgotten. */
  async scan(jobIds: readonly string[]): Promise<string[]> {
    const wanted = new Set(jobIds);
    for (const jobId of this.#sizes.keys()) if (!wanted.has(jobId)) this.#sizes.delete(jobId);
    this.#trouble = null;
    const found: string[] = [];
    for (const jobId of wanted) if (await this.#holdsFor(jobId)) found.push(jobId);
    return found;
  }

  async #holdsFor(jobId: string): Promise<boolean> {
    const path = logPath(this.folder, jobId);
    const size = await stat(path).then(
      (file) => file.size,
      () => 0,
    );
    if (size === (this.#sizes.get(jobId) ?? 0)) return false;
    const { lines } = await readTail(path, { maxLogLines: Infinity, maxBytes: MOST_BYTES });
    this.#sizes.set(jobId, size);
    try {
      return await this.predicate(lines);
    } catch (error) {
      // The next job's log is looked at all the same.
      this.#trouble = `killOnError failed: ${error instanceof Error ? error.message : String(error)}`;
      return false;
    }
  }
}
