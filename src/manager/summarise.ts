import type { Entry, Problem, Snapshot } from "../protocol/index.js";
import { groupProblems, type Trouble } from "./problems.js";

/** The figures of a snapshot that come from its learners. */
export type LearnerFigures = Pick<
  Snapshot,
  "pointsPerSecond" | "meanCpu" | "meanMemory" | "maxMemory" | "overhead" | "latestLoss" | "problems"
>;

/** Sums up the learners in one pass. Means are over the learners that run now; the largest memory is of any. */
export function summariseEntries(entries: Iterable<Entry>): LearnerFigures {
  const sum = { rate: 0, cpu: 0, memory: 0, overhead: 0, running: 0 };
  let maxMemory: number | null = null;
  let latest: { at: number; loss: number | null } = { at: -1, loss: null };
  const troubles: Trouble[] = [];
  for (const { index, status, progress, lastError } of entries) {
    if (lastError !== null && status !== "done") troubles.push({ index, error: lastError });
    if (progress === null) continue;
    maxMemory = Math.max(maxMemory ?? 0, progress.memory);
    if (progress.loss !== null && progress.at > latest.at) latest = { at: progress.at, loss: progress.loss };
    if (status !== "running") continue;
    if (progress.problem !== undefined)
      troubles.push({ index, error: { message: progress.problem, stack: "" } });
    sum.running++;
    sum.rate += progress.rate;
    sum.cpu += progress.cpu;
    sum.memory += progress.memory;
    sum.overhead += progress.overhead;
  }
  const mean = (total: number): number | null => (sum.running === 0 ? null : total / sum.running);
  const problems: Problem[] = groupProblems(troubles);
  return {
    pointsPerSecond: sum.rate,
    meanCpu: mean(sum.cpu),
    meanMemory: mean(sum.memory),
    maxMemory,
    overhead: mean(sum.overhead),
    latestLoss: latest.loss,
    problems,
  };
}
