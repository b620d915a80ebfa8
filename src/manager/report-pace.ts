import type { ReportReply, RunFile, StartReply } from "../protocol/index.js";

/** What the pace of reports depends on. */
export interface PacedRun {
  readonly fnames: { readonly length: number };
  readonly runner: Pick<RunFile["runner"], "logInterval">;
  readonly manager: Pick<RunFile["manager"], "maxSimultaneousJobs">;
}

/** What all jobs of a run together may report: the manager process is small on a login node. */
const MOST_REPORTS_A_SECOND = 6;
/** The golden ratio: its multiples, modulo 1, spread evenly, however many are taken and from where on. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Seconds between two reports of a job while `jobs` report: `logInterval`, or longer where that is too often in all. */
export function secondsBetweenReports(run: PacedRun, jobs: number): number {
  return Math.max(run.runner.logInterval, Math.min(jobs, mostJobs(run)) / MOST_REPORTS_A_SECOND);
}

/** Milliseconds of silence after which a job that left the queue counts as dead: no job is told to be silent that long. */
export function silenceOf(run: PacedRun): number {
  return 2000 * secondsBetweenReports(run, Infinity) + 30_000;
}

/**
 * Adds to a reply when the worker's next report is wanted; `jobs` are those that report.
 *
 * A first report, which follows a start, comes at a part of that time that differs from learner to learner: jobs that
 * start together do not report together, then or later. Where jobs report as often as they log, nothing is added.
 */
export function paced<Reply extends StartReply | ReportReply>(
  reply: Reply,
  run: PacedRun,
  jobs: number,
): Reply {
  const seconds = secondsBetweenReports(run, jobs);
  if (seconds <= run.runner.logInterval) return reply;
  if (reply.status === "ok") return { ...reply, reportIn: seconds };
  if (reply.status !== "learner") return reply;
  return { ...reply, reportIn: seconds * (((reply.index + 1) * GOLDEN) % 1) };
}

function mostJobs({ fnames, manager }: PacedRun): number {
  return Math.min(fnames.length, manager.maxSimultaneousJobs);
}
