import type { Entry, Problem, Progress, Snapshot } from "../protocol/index.js";
import { groupProblems, type Trouble } from "./problems.js";

/** The figures of a snapshot that come from its learners. */
export type LearnerFigures = Pick<
  Snapshot,
  "pointsPerSecond" | "meanCpu" | "meanMemory" | "maxMemory" | "overhead" | "latestLoss" | "problems"
>;

/**
 * Sums up the learners in one pass. Means are over the learners that run now, or over the last word of each when none
 * does; the largest memory is of any.
 */
export function summariseEntries(entries: Iterable<Entry>): LearnerFigures {
  const [now, ever] = [emptySum(), emptySum()];
  let rate = 0;
  let maxMemory: number | null = null;
  let latest: { at: number; loss: number | null } = { at: -1, loss: null };
  const troubles: Trouble[] = [];
  for (const { index, status, progress, lastError } of entries) {
    if (lastError !== null && status !== "done") troubles.push({ index, error: lastError });
    if (progress === null) continue;
    maxMemory = Math.max(maxMemory ?? 0, progress.memory);
    if (progress.loss !== null && progress.at > latest.at) latest = { at: progress.at, loss: progress.loss };
    add(ever, progress);
    if (status !== "running") continue;
    if (progress.problem !== undefined)
      troubles.push({ index, error: { message: progress.problem, stack: "" } });
    add(now, progress);
    rate += progress.rate;
  }
  const sum = now.count === 0 ? ever : now;
  const mean = (total: number): number | null => (sum.count === 0 ? null : total / sum.count);
  const problems: Problem[] = groupProblems(troubles);
  return {
    pointsPerSecond: rate,
    meanCpu: mean(sum.cpu),
    meanMemory: mean(sum.memory),
    maxMemory,
    overhead: mean(sum.overhead),
    latestLoss: latest.loss,
    problems,
  };
}

interface Sum {
  count: number;
  cpu: number;
  memory: number;
  overhead: number;
}

function emptySum(): Sum {
  return { count: 0, cpu: 0, memory: 0, overhead: 0 };
}

function add(sum: Sum, { cpu, memory, overhead }: Progress): void {
  sum.count++;
  sum.cpu += cpu;
  sum.memory += memory;
  sum.overhead += overhead;
}
