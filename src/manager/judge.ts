import type { EndedJob, JobRecord, QueueRow } from "../protocol/index.js";

/** What is known about the queue at one moment. */
export interface QueueAnswer {
  readonly at: number;
  readonly rows: readonly QueueRow[];
}

/** Jobs missing from the queue: since which answer, and from how many answers. */
export type Missing = ReadonlyMap<string, { readonly since: number; readonly answers: number }>;

/** Notes which jobs an answer of the queue leaves out; a job that shows up again is forgotten. */
export function noteMissing(before: Missing, jobs: readonly JobRecord[], answer: QueueAnswer): Missing {
  const seen = new Set(answer.rows.map((row) => row.jobId));
  const missing = new Map<string, { since: number; answers: number }>();
  for (const job of jobs) {
    if (seen.has(job.jobId)) continue;
    const known = before.get(job.jobId);
    missing.set(job.jobId, { since: known?.since ?? answer.at, answers: (known?.answers ?? 0) + 1 });
  }
  return missing;
}

/**
 * Says which jobs are over. A scheduler's word that a job has ended is enough; a job that is merely missing counts
 * as dead only when at least two answers leave it out, and nothing was heard from it for `silenceMs`.
 */
export function judgeJobs(
  jobs: readonly JobRecord[],
  known: { readonly ended: readonly EndedJob[]; readonly missing: Missing },
  clock: { readonly now: number; readonly silenceMs: number },
): EndedJob[] {
  const ended = new Map(known.ended.map((job) => [job.jobId, job]));
  const over: EndedJob[] = [];
  for (const job of jobs) {
    const word = ended.get(job.jobId);
    if (word) {
      over.push(word);
      continue;
    }
    const gone = known.missing.get(job.jobId);
    if (!gone || gone.answers < 2) continue;
    const lastSign = Math.max(job.heardAt ?? 0, gone.since);
    if (clock.now - lastSign < clock.silenceMs) continue;
    over.push({ jobId: job.jobId, cause: "unknown", detail: "left the queue and was not heard of again" });
  }
  return over;
}
