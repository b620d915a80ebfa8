import { readdirSync, readFileSync } from "node:fs";

/** Ends a process at once; it may have ended before. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** Lists the processes that any thread of this one has started (proc(5)); none where the system does not say. */
export function childProcesses(): number[] {
  try {
    const tasks = `/proc/${process.pid}/task`;
    const lists = readdirSync(tasks).map((thread) => readFileSync(`${tasks}/${thread}/children`, "utf8"));
    return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
  } catch {
    return [];
  }
}
