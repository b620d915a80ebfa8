import type { EndCause, Entry, JobRecord, Problem, Snapshot } from "../protocol/index.js";
import { groupProblems, type Trouble } from "./problems.js";

/** The figures of a snapshot that come from its learners. */
export type LearnerFigures = Pick<
  Snapshot,
  "points" | "pointsPerSecond" | "meanCpu" | "meanMemory" | "maxMemory" | "overhead" | "latestLoss" | "dataSize" | "problems"
> & { readonly empty: number };

/** Sums up the learners in one pass. Means are over the learners that run now; the largest memory is of any. */
export function summariseEntries(entries: Iterable<Entry>): LearnerFigures {
  const sum = { points: 0, rate: 0, cpu: 0, memory: 0, overhead: 0, running: 0, dataSize: 0, empty: 0 };
  let maxMemory: number | null = null;
  let latest: { at: number; loss: number | null } = { at: -1, loss: null };
  const troubles: Trouble[] = [];
  for (const { index, status, progress, lastError } of entries) {
    if (lastError !== null && status !== "done") troubles.push({ index, error: lastError });
    if (progress === null || progress.npoints === 0) sum.empty++;
    if (progress === null) continue;
    sum.points += progress.npoints;
    sum.dataSize += progress.dataSize;
    maxMemory = Math.max(maxMemory ?? 0, progress.memory);
    if (progress.loss !== null && progress.at > latest.at) latest = { at: progress.at, loss: progress.loss };
    if (status !== "running") continue;
    sum.running++;
    sum.rate += progress.rate;
    sum.cpu += progress.cpu;
    sum.memory += progress.memory;
    sum.overhead += progress.overhead;
  }
  const mean = (total: number): number | null => (sum.running === 0 ? null : total / sum.running);
  const problems: Problem[] = groupProblems(troubles);
  return {
    points: sum.points,
    pointsPerSecond: sum.rate,
    meanCpu: mean(sum.cpu),
    meanMemory: mean(sum.memory),
    maxMemory,
    overhead: mean(sum.overhead),
    latestLoss: latest.loss,
    dataSize: sum.dataSize,
    empty: sum.empty,
    problems,
  };
}

/** The figures of a snapshot that come from its jobs. */
export interface JobFigures {
  readonly jobs: Snapshot["jobs"];
  readonly startDelay: Snapshot["startDelay"];
  /** When a worker was last heard of; null before the first word. */
  readonly heardAt: number | null;
}

/** Sums up the jobs in one pass. */
export function summariseJobs(jobs: Iterable<JobRecord>): JobFigures {
  const causes: Partial<Record<EndCause, number>> = {};
  const count = { pending: 0, running: 0, ended: 0, failed: 0, submitted: 0 };
  const delays: number[] = [];
  let heardAt: number | null = null;
  for (const job of jobs) {
    count.submitted++;
    if (job.heardAt !== null) heardAt = Math.max(heardAt ?? 0, job.heardAt);
    if (job.startedAt !== null) delays.push((job.startedAt - job.submittedAt) / 1000);
    if (job.status === "running") count.running++;
    else if (job.status !== "ended") count.pending++;
    else {
      count.ended++;
      if (job.cause !== null) causes[job.cause] = (causes[job.cause] ?? 0) + 1;
      if (job.cause === "code" || job.cause === "unknown") count.failed++;
    }
  }
  return { jobs: { ...count, causes }, startDelay: spread(delays), heardAt };
}

function spread(values: readonly number[]): { mean: number; std: number } | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(variance) };
}
