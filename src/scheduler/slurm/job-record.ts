import type { EndedJob } from "../../protocol/index.js";
import { causeOfState } from "./parse.js";

/** Fields of a line of `scontrol -o show job`; a field's value runs to the next ` Name=`. */
export function parseJobRecord(line: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const match of line.matchAll(/(?:^|\s)([A-Z][\w:/]*)=(.*?)(?=\s+[A-Z][\w:/]*=|\s*$)/g))
    fields.set(match[1]!, match[2]!);
  return fields;
}

const MAX_SPAN = 1_000_000;

function expand(range: string): number[] {
  const [from = 0, to = from] = range.split("-").map(Number);
  return Array.from({ length: Math.min(MAX_SPAN, Math.max(0, to - from + 1)) }, (_, k) => from + k);
}

/** The job ids of one record: a whole range where tasks of an array wait. */
export function idsOfRecord(fields: ReadonlyMap<string, string>): string[] {
  const array = fields.get("ArrayJobId");
  const task = fields.get("ArrayTaskId");
  if (array === undefined || task === undefined) return [fields.get("JobId") ?? ""];
  const parts = task.replace(/%.*$/, "").split(",");
  return parts.flatMap(expand).map((index) => `${array}_${index}`);
}

/** The ids of all jobs that `scontrol -o show job` printed. */
export function parseRecordIds(text: string): Set<string> {
  return new Set(
    text
      .split("\n")
      .filter((line) => line.startsWith("JobId="))
      .flatMap((line) => idsOfRecord(parseJobRecord(line))),
  );
}

const SIGNALS: Readonly<Record<string, string>> = {
  "6": "SIGABRT",
  "7": "SIGBUS",
  "8": "SIGFPE",
  "9": "SIGKILL",
  "11": "SIGSEGV",
  "15": "SIGTERM",
};

/** Says why a job ended from its record, with its exit code or signal; null when the record is not of an ended job. */
export function endOfRecord(jobId: string, fields: ReadonlyMap<string, string>): EndedJob | null {
  const cause = causeOfState(fields.get("JobState") ?? "");
  if (cause === null) return null;
  const reason = fields.get("Reason") ?? "None";
  const [code = "0", signal = "0"] = (fields.get("ExitCode") ?? "0:0").split(":");
  const how = signal === "0" ? `exit code ${code}` : `ended by ${SIGNALS[signal] ?? `signal ${signal}`}`;
  // Killed from outside, which Slurm has no word for: for want of memory, where it does not watch over that.
  const isKilled = cause === "code" && signal === "9";
  return {
    jobId,
    cause: isKilled ? "unknown" : cause,
    detail: reason === "None" ? how : `${how} (${reason})`,
  };
}

/** Says whether Slurm's words at the end of a job's log tell that it was killed for using too much memory. */
export function saysOutOfMemory(log: string): boolean {
  return /^slurmstepd.*(exceeded (job |step )?memory limit|oom[-_ ]?kill|out of memory)/im.test(log);
}
