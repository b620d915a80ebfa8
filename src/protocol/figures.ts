import { formatBytes, formatCount, formatNumber, formatSeconds, formatShare } from "./format.js";
import type { RunStatus, Snapshot } from "./snapshot.js";

/** One figure of a run as screens show it. `key` is stable, the rest is for people. */
export interface Figure {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  /** What the figure means, in a sentence. */
  readonly help: string;
}

/** A part of the bar of learners. */
export interface BarPart {
  readonly status: "done" | "running" | "failed" | "waiting";
  readonly count: number;
  /** Share of all learners, 0 to 1. */
  readonly share: number;
}

/** Tells whether nothing more happens in a run of this status. */
export function isOver(status: RunStatus): boolean {
  return status === "finished" || status === "failed" || status === "cancelled";
}

/** Seconds that the run lasted so far. */
export function elapsedSeconds(snapshot: Snapshot): number {
  return Math.max(0, ((snapshot.endedAt ?? snapshot.at) - snapshot.startedAt) / 1000);
}

/** Splits the learners into the parts of a bar, the finished ones first. */
export function learnerBar({ learners }: Snapshot): readonly BarPart[] {
  const total = Math.max(1, learners.total);
  return (["done", "running", "failed", "waiting"] as const).map((status) => ({
    status,
    count: learners[status],
    share: learners[status] / total,
  }));
}

/** Share of learners that need no more work, 0 to 1. */
export function progressShare({ learners }: Snapshot): number {
  return learners.total === 0 ? 1 : (learners.done + learners.failed) / learners.total;
}

/** Lists the figures of a run in the order in which screens show them. */
export function describeFigures(snapshot: Snapshot): readonly Figure[] {
  return [...jobFigures(snapshot), ...workFigures(snapshot), ...resourceFigures(snapshot)];
}

function jobFigures(snapshot: Snapshot): readonly Figure[] {
  const { jobs } = snapshot;
  return [
    {
      key: "jobsRunning",
      label: "jobs running",
      text: formatCount(jobs.running),
      help: "Jobs that the scheduler runs now.",
    },
    {
      key: "jobsPending",
      label: "jobs pending",
      text: formatCount(jobs.pending),
      help: "Jobs that wait in the scheduler's queue.",
    },
    {
      key: "jobsFailed",
      label: "jobs failed",
      text: formatCount(jobs.failed),
      help: "Jobs that ended through an error.",
    },
    {
      key: "elapsed",
      label: "elapsed",
      text: formatSeconds(elapsedSeconds(snapshot)),
      help: "Time since the run was started.",
    },
  ];
}

function workFigures(snapshot: Snapshot): readonly Figure[] {
  const { startDelay } = snapshot;
  const delay =
    startDelay === null ? "–" : `${formatSeconds(startDelay.mean)} ± ${formatSeconds(startDelay.std)}`;
  return [
    {
      key: "points",
      label: "points",
      text: formatCount(snapshot.points),
      help: "Points evaluated, all learners together.",
    },
    {
      key: "pointsPerSecond",
      label: "points/s",
      text: formatNumber(snapshot.pointsPerSecond),
      help: "Points per second of the running jobs.",
    },
    {
      key: "latestLoss",
      label: "latest loss",
      text: formatNumber(snapshot.latestLoss),
      help: "The loss that a learner reported last.",
    },
    {
      key: "empty",
      label: "empty learners",
      text: formatCount(snapshot.learners.empty),
      help: "Learners without a point.",
    },
    {
      key: "startDelay",
      label: "job start time",
      text: delay,
      help: "From submission to start: mean and spread.",
    },
  ];
}

function resourceFigures(snapshot: Snapshot): readonly Figure[] {
  return [
    {
      key: "meanCpu",
      label: "mean CPU",
      text: formatShare(snapshot.meanCpu),
      help: "Of one core, mean of the running jobs; of all when none runs.",
    },
    {
      key: "meanMemory",
      label: "mean memory",
      text: formatBytes(snapshot.meanMemory),
      help: "Mean of the running jobs; of all when none runs.",
    },
    {
      key: "maxMemory",
      label: "max memory",
      text: formatBytes(snapshot.maxMemory),
      help: "The largest of any job.",
    },
    {
      key: "overhead",
      label: "overhead",
      text: formatShare(snapshot.overhead),
      help: "Share of the jobs' time in which nothing was evaluated.",
    },
    {
      key: "dataSize",
      label: "data size",
      text: formatBytes(snapshot.dataSize),
      help: "All files of the learners together.",
    },
    {
      key: "lastWord",
      label: "last log line",
      text: lastWord(snapshot),
      help: "Age of the last line that any job wrote.",
    },
  ];
}

function lastWord({ lastWordAgeSeconds }: Snapshot): string {
  if (lastWordAgeSeconds === null) return "–";
  return lastWordAgeSeconds < 1 ? "just now" : `${formatSeconds(lastWordAgeSeconds)} ago`;
}
