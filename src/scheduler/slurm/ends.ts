import type { EndedJob } from "../../protocol/index.js";
import type { SlurmCommands } from "./commands.js";
import { endOfRecord, parseJobRecord, parseRecordIds } from "./job-record.js";
import { causeOfState, type SlurmRow } from "./parse.js";
import type { LastSeen } from "./table.js";

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

  /** Says which jobs ended, and why; `rows` is the queue's last answer, `seen` how jobs were seen before. */
  async tell(
    jobIds: readonly string[],
    rows: readonly SlurmRow[],
    seen: ReadonlyMap<string, LastSeen>,
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
    for (const end of failed.slice(0, MAX_LOOKUPS)) await this.#lookUp(end.jobId);
    await this.#tellVanished(vanished, seen);
    return jobIds.flatMap((jobId) => this.#known.get(jobId) ?? []);
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
