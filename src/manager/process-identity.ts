import { readFileSync } from "node:fs";

/**
 * Says when a process was started, as the system counts it (clock ticks since boot); null when there is no such
 * process. Pid and start together name a process: a pid alone is given to another one sooner or later.
 */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    // The command's name stands in brackets and may itself hold brackets and spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const state = fields[0];
    if (state === "Z" || state === "X") return null;
    return fields[19] ?? null;
  } catch {
    return null;
  }
}

/** Whether the process that had this pid and start is still there. */
export function isAlive(pid: number, start: string): boolean {
  return processStart(pid) === start;
}
