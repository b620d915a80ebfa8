import { open } from "node:fs/promises";
import { join } from "node:path";
import type { EndedJob } from "../../protocol/index.js";
import type { SlurmCommands } from "./commands.js";
import { endOfRecord, parseJobRecord, parseRecordIds, saysOutOfMemory } from "./job-record.js";
import { causeOfState, type SlurmRow } from "./parse.js";
import type { LastSeen } from "./table.js";

/** The end of a log that is looked at. */
const TAIL_BYTES = 4096;

/** Failed jobs whose exit codes are looked up at once: the others' cause is enough. */
const MAX_LOOKUPS = 4;

const baseOf = (jobId: string): string => jobId.split("_")[0]!;

/** Finds out why jobs ended, without accounting: from the queue's last minutes, and from the controller's records. */
export class SlurmEnds {
  readonly #commands: SlurmCommands;
  readonly #known = new Map<string, EndedJob>();
  readonly #missing = new Set<string>();

  constructor(commands: SlurmCommands) {
    this.#commands = commands;
  }

  /**
   * Says which jobs ended, and why; `rows` is the queue's last answer, `seen` how jobs were seen before, `logs` the folder
   * of what they printed.
   */
  async tell(
    jobIds: readonly string[],
    rows: readonly SlurmRow[],
    seen: ReadonlyMap<string, LastSeen>,
    logs: string,
  ): Promise<EndedJob[]> {
    const byId = new Map(rows.map((row) => [row.jobId, row]));
    const failed: EndedJob[] = [];
    const vanished: string[] = [];
    for (const jobId of jobIds) {
      if (this.#known.has(jobId)) continue;
      const row = byId.get(jobId);
      if (!row) vanished.push(jobId);
      const cause = row ? causeOfState(row.state) : null;
      if (!row || cause === null) continue;
      const end = { jobId, cause, detail: row.reason === "None" ? row.state : `${row.state}: ${row.reason}` };
      this.#known.set(jobId, end);
      if (cause === "code") failed.push(end);
    }
    const others = await this.#tellOutOfMemory(failed, logs);
    for (const end of others.slice(0, MAX_LOOKUPS)) await this.#lookUp(end.jobId);
    await this.#tellVanished(vanished, seen);
    return jobIds.flatMap((jobId) => this.#known.get(jobId) ?? []);
  }

  /** Without control groups Slurm itself kills a job that takes too much memory, and says so in its log alone. */
  async #tellOutOfMemory(failed: readonly EndedJob[], logs: string): Promise<EndedJob[]> {
    const others: EndedJob[] = [];
    for (const end of failed) {
      const tail = await readTail(join(logs, `${end.jobId}.jsonl`));
      if (saysOutOfMemory(tail))
        this.#known.set(end.jobId, { ...end, cause: "memory", detail: "took more memory than it asked for" });
      else others.push(end);
    }
    return others;
  }

  async #lookUp(jobId: string): Promise<void> {
    const text = await this.#commands.ask("scontrol", ["-o", "show", "job", jobId]).catch(() => "");
    const line = text.split("\n").find((one) => one.startsWith("JobId="));
    const end = line === undefined ? null : endOfRecord(jobId, parseJobRecord(line));
    if (end) this.#known.set(jobId, end);
  }

  /**
   * A waiting task of an array that is cancelled leaves no trace in the queue. It counts as cancelled when the queue
   * has left it out twice and the controller does not know it either.
   */
  async #tellVanished(vanished: readonly string[], seen: ReadonlyMap<string, LastSeen>): Promise<void> {
    const again = vanished.filter((jobId) => this.#missing.has(jobId) && seen.get(jobId) === "pending");
    this.#missing.clear();
    for (const jobId of vanished) this.#missing.add(jobId);
    for (const base of new Set(again.map(baseOf))) {
      const { stdout, stderr, exitCode } = await this.#commands
        .run("scontrol", ["-o", "show", "job", base])
        .catch(() => ({
          stdout: "",
          stderr: "",
          exitCode: -1,
        }));
      const isUnknown = exitCode !== 0 && /Invalid job id|not found/i.test(`${stderr}${stdout}`);
      if (exitCode !== 0 && !isUnknown) continue;
      const there = parseRecordIds(stdout);
      for (const jobId of again) {
        if (baseOf(jobId) !== base || there.has(jobId)) continue;
        this.#known.set(jobId, { jobId, cause: "cancelled", detail: "left the queue before it began" });
      }
    }
  }
}

async function readTail(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (file === null) return "";
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, start);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
