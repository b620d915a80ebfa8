import type { EndCause } from "../../protocol/index.js";
import { ParseError } from "../errors.js";

/** What squeue is asked for; the reason is last, because it is free text. */
export const QUEUE_FORMAT = "%i|%T|%N|%S|%j|%r";

const HEADER = "JOBID|STATE|NODELIST|START_TIME|NAME|REASON";

/** A job as squeue shows it, running, waiting or lately ended. */
export interface SlurmRow {
  readonly jobId: string;
  /** Slurm's word: `PENDING`, `RUNNING`, `NODE_FAIL`. */
  readonly state: string;
  readonly nodes: string;
  /** Milliseconds since 1970; null where squeue has none. */
  readonly startedAt: number | null;
  readonly name: string;
  readonly reason: string;
}

function parseRow(line: string): SlurmRow {
  const parts = line.split("|");
  const [jobId = "", state = "", nodes = "", start = "", name = ""] = parts;
  if (parts.length < 6 || !/^\d+(_\d+)?$/.test(jobId) || !/^[A-Z_]+$/.test(state)) {
    throw new ParseError("squeue printed a line that is no job", line);
  }
  const startedAt = Date.parse(start);
  return {
    jobId,
    state,
    nodes,
    startedAt: Number.isNaN(startedAt) ? null : startedAt,
    name,
    reason: parts.slice(5).join("|"),
  };
}

/**
 * Reads what `squeue -r -t all -o QUEUE_FORMAT` printed. A missing header, a missing last newline or a cut line
 * means that the answer is not whole: a ParseError. Lines before the header (a site's banner) are passed over.
 */
export function parseQueue(text: string): SlurmRow[] {
  const lines = text.split("\n");
  const header = lines.findIndex((line) => line.replaceAll(" ", "") === HEADER);
  if (header < 0) throw new ParseError("squeue did not print its table", lines[0] ?? "");
  const last = lines.pop();
  if (last !== "") throw new ParseError("squeue's answer ends inside a line", last ?? "");
  return lines.slice(header + 1).map(parseRow);
}

/** Reads the job id that `sbatch --parsable` printed, whatever else a site's wrapper prints; null when there is none. */
export function parseSubmitted(text: string): string | null {
  const lines = text.split("\n").map((line) => line.trim());
  return (
    lines
      .filter((line) => /^\d+(;\S+)?$/.test(line))
      .at(-1)
      ?.split(";")[0] ?? null
  );
}

/** Limits of a site. */
export interface SlurmConfig {
  /** The highest index of an array is one less. */
  readonly maxArraySize: number;
  /** How long ended jobs stay visible; Infinity when for ever. */
  readonly minJobAgeSeconds: number;
}

/** What Slurm itself takes where a site says nothing. */
export const DEFAULT_CONFIG: SlurmConfig = { maxArraySize: 1001, minJobAgeSeconds: 300 };

/** Reads `scontrol show config`. */
export function parseConfig(text: string): SlurmConfig {
  const read = (name: string): number | null => {
    const match = new RegExp(`^${name}\\s*=\\s*(\\d+)`, "m").exec(text);
    return match ? Number(match[1]) : null;
  };
  const age = read("MinJobAge") ?? DEFAULT_CONFIG.minJobAgeSeconds;
  return {
    maxArraySize: read("MaxArraySize") ?? DEFAULT_CONFIG.maxArraySize,
    minJobAgeSeconds: age === 0 ? Infinity : age,
  };
}

/** A partition of a cluster. */
export interface Partition {
  readonly name: string;
  readonly isDefault: boolean;
  /** Cores of its smallest node. */
  readonly cores: number;
  /** Cores of its largest node. */
  readonly maxCores: number;
  /** As sinfo says it: "infinite", "2:00", "1-00:00:00". */
  readonly timeLimit: string;
  readonly isUp: boolean;
}

/** How sinfo is asked: nodes of different sizes are lines of their own. */
export const PARTITION_ARGUMENTS: readonly string[] = ["-h", "-e", "-o", "%P|%c|%l|%a"];

/** Reads what sinfo prints for {@link PARTITION_ARGUMENTS}. */
export function parsePartitions(text: string): Partition[] {
  const found = new Map<string, Partition>();
  for (const line of text.split("\n")) {
    const [label = "", cores = "", timeLimit = "", state = ""] = line.trim().split("|");
    if (state === "") continue;
    const name = label.replace(/\*$/, "");
    const count = Number.parseInt(cores, 10);
    const before = found.get(name);
    found.set(name, {
      name,
      isDefault: label.endsWith("*"),
      cores: Math.min(count, before?.cores ?? Infinity),
      maxCores: Math.max(count, before?.maxCores ?? 0),
      timeLimit,
      isUp: state === "up",
    });
  }
  return [...found.values()];
}

const ENDED: Readonly<Record<string, EndCause>> = {
  COMPLETED: "finished",
  CANCELLED: "cancelled",
  REVOKED: "cancelled",
  TIMEOUT: "walltime",
  DEADLINE: "walltime",
  NODE_FAIL: "node",
  BOOT_FAIL: "node",
  PREEMPTED: "preempted",
  OUT_OF_MEMORY: "memory",
  FAILED: "code",
};

/** Why a job in this state ended; null when it waits or runs. */
export function causeOfState(state: string): EndCause | null {
  return Object.hasOwn(ENDED, state) ? ENDED[state]! : null;
}

const ENDING = new Set(["COMPLETING", "STAGE_OUT", "SIGNALING", "STOPPED"]);
const WAITING = new Set([
  "PENDING",
  "CONFIGURING",
  "REQUEUED",
  "REQUEUE_HOLD",
  "REQUEUE_FED",
  "RESV_DEL_HOLD",
  "SPECIAL_EXIT",
]);

/** The state of a job that has not ended. A word that we do not know counts as running: nothing is decided on it. */
export function queueState(state: string): "pending" | "running" | "ending" {
  if (WAITING.has(state)) return "pending";
  return ENDING.has(state) ? "ending" : "running";
}
