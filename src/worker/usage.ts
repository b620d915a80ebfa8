import { readFileSync } from "node:fs";

/** CPU seconds and resident bytes of this process and `pids` now. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly bytes: number;
}

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** Reads what this process and its children use; children that have ended count nothing. */
export function readUsage(pids: readonly number[]): Usage {
  const { user, system } = process.cpuUsage();
  let cpuSeconds = (user + system) / 1e6;
  let bytes = process.memoryUsage.rss();
  for (const pid of pids) {
    const child = readStat(pid);
    cpuSeconds += child.cpuSeconds;
    bytes += child.bytes;
  }
  return { cpuSeconds, bytes };
}

/** proc(5): fields 14 and 15 are CPU ticks, 24 resident pages; the name before them may hold spaces. */
function readStat(pid: number): Usage {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { cpuSeconds: ticks / TICKS_PER_SECOND, bytes: Number(fields[21]) * PAGE_BYTES };
  } catch {
    return { cpuSeconds: 0, bytes: 0 };
  }
}
