import { logPath } from "./log-writer.js";
import { readNewLines } from "./tail.js";

/** Whether some lines of a log are what is searched for. */
export type LineMatcher = (lines: readonly string[]) => boolean;

/** Makes a matcher from a text, or from `/pattern/flags`. */
export function lineMatcher(pattern: string): LineMatcher {
  const match = /^\/(.+)\/([a-z]*)$/s.exec(pattern);
  if (!match) return (lines) => lines.some((line) => line.includes(pattern));
  // A `g` or `y` flag would make the answer depend on the lines before.
  const regex = new RegExp(match[1]!, match[2]!.replace(/[gy]/g, ""));
  return (lines) => lines.some((line) => regex.test(line));
}

/** Looks for a text in the logs of jobs, reading each byte of them once. */
export class LogSearch {
  readonly #offsets = new Map<string, number>();

  constructor(
    readonly folder: string,
    readonly matches: LineMatcher,
  ) {}

  /** Finds the jobs whose logs have had a match since the last call. Jobs no longer asked for are forgotten. */
  async scan(jobIds: readonly string[]): Promise<string[]> {
    const wanted = new Set(jobIds);
    for (const jobId of this.#offsets.keys()) if (!wanted.has(jobId)) this.#offsets.delete(jobId);
    const found: string[] = [];
    for (const jobId of wanted) if (await this.#scanOne(jobId)) found.push(jobId);
    return found;
  }

  async #scanOne(jobId: string): Promise<boolean> {
    let isFound = false;
    for (;;) {
      const offset = this.#offsets.get(jobId) ?? 0;
      const { lines, end } = await readNewLines(logPath(this.folder, jobId), offset);
      this.#offsets.set(jobId, end);
      if (lines.length === 0) return isFound;
      isFound ||= this.matches(lines);
    }
  }
}
