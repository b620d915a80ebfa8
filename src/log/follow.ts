import { setTimeout as delay } from "node:timers/promises";
import { readNewLines, readTail, type TailOptions } from "./tail.js";

/** How a log is followed. */
export interface FollowOptions extends TailOptions {
  /** Milliseconds between two looks at the file. @defaultValue 1000 */
  readonly intervalMs?: number;
  /** Ends the following. */
  readonly signal: AbortSignal;
}

/**
 * Gives the last lines of a file, then the lines that are added, until `signal` aborts. Looks at the file's
 * length (file notifications do not cross NFS); a missing file is waited for. Never holds a whole file.
 */
export async function* followLog(path: string, options: FollowOptions): AsyncGenerator<string[], void> {
  const { signal, intervalMs = 1000 } = options;
  let { lines, end } = await readTail(path, options);
  for (;;) {
    if (signal.aborted) return;
    if (lines.length > 0) yield lines;
    else await delay(intervalMs, undefined, { signal }).catch(() => undefined);
    ({ lines, end } = await readNewLines(path, end));
  }
}
