import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LogLine } from "../protocol/index.js";

/** A log line without the fields that are the same in all of a job's. */
export type LogEvent = LogLine extends infer Line
  ? Line extends LogLine
    ? Omit<Line, "at" | "jobId" | "node">
    : never
  : never;

/** What a {@link LogWriter} puts into each line. */
export interface LogWriterOptions {
  readonly path: string;
  readonly jobId: string;
  readonly node: string;
  /** Milliseconds since 1970. @defaultValue Date.now */
  readonly now?: () => number;
}

/** The log of a job in a `logs/` folder. */
export function logPath(folder: string, jobId: string): string {
  return join(folder, `${jobId.replace(/[^\w.-]/g, "_")}.jsonl`);
}

/**
 * Appends a job's log, one JSON line a write, to a file that it holds open.
 *
 * Writes are synchronous, so that the line before a crash is there. A line that cannot be written (a full disk)
 * is counted in `dropped` and never an error: a job does not end for its log.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  #file: number | null;
  #dropped = 0;

  /** Opens the file, and makes its folder; throws when that is not possible. */
  constructor(options: LogWriterOptions) {
    this.#options = options;
    mkdirSync(dirname(options.path), { recursive: true });
    this.#file = openSync(options.path, "a");
  }

  /** Lines that could not be written. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Writes one line. */
  write(event: LogEvent): void {
    if (this.#file === null) return;
    const { jobId, node, now = Date.now } = this.#options;
    const line = Buffer.from(`${JSON.stringify({ at: now(), jobId, node, ...event })}\n`);
    try {
      // One write with O_APPEND: lines of a job's several processes are not mixed.
      writeSync(this.#file, line);
    } catch {
      this.#dropped++;
    }
  }

  /** Closes the file; later writes do nothing. */
  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
