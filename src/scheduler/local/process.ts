import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process beyond its pid, which the system gives to another one sooner or later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, as the system counts it. */
  readonly start: string;
}

/** Reads the start time (clock ticks since boot) from the text of /proc/<pid>/stat; null for a dead process. */
export function parseStat(stat: string): string | null {
  // The command's name stands in brackets and may itself hold brackets and spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
}

/** Tells when a process was started; null when there is no such process. */
export function startOf(pid: number): string | null {
  try {
    if (process.platform === "linux") return parseStat(readFileSync(`/proc/${pid}/stat`, "latin1"));
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

/** Whether the process with this pid is there, and is the one that was meant. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  return startOf(pid) === start;
}

/** Sends a signal to the group that a process leads; nothing happens when it is gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

let bootId: string | null = null;

/** Names this boot of this machine, so that processes from before a restart are told apart. */
export function bootOf(): string {
  if (bootId !== null) return bootId;
  try {
    bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    bootId = "";
  }
  return bootId;
}
