/** What the batch system tells a job about itself. */
export interface JobEnvironment {
  /** The scheduler's own id, as its queue shows it: `123`, `123_4`, `1[4].server`. */
  readonly jobId: string;
  /** When the job will be ended, in milliseconds since 1970; null when nobody says. */
  readonly endsAt: number | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads a job's id and end from the variables of ours, SLURM, PBS or SGE. */
export function readJobEnvironment(env: Variables, now: number): JobEnvironment {
  return { jobId: readJobId(env) ?? `process-${process.pid}`, endsAt: readEnd(env, now) };
}

function readJobId(env: Variables): string | undefined {
  const set = (name: string): string | undefined => env[name] || undefined;
  const own = set("ADAPTIVE_SCHEDULER_JOB_ID");
  if (own !== undefined) return own;
  const array = set("SLURM_ARRAY_JOB_ID");
  if (array !== undefined) return `${array}_${set("SLURM_ARRAY_TASK_ID") ?? "0"}`;
  const slurm = set("SLURM_JOB_ID") ?? set("PBS_JOBID");
  if (slurm !== undefined) return slurm;
  const sge = set("JOB_ID");
  const task = set("SGE_TASK_ID");
  return sge === undefined || task === undefined || task === "undefined" ? sge : `${sge}.${task}`;
}

function readEnd(env: Variables, now: number): number | null {
  const limit = Number(env["ADAPTIVE_SCHEDULER_TIME_LIMIT"]);
  if (limit > 0) return now + 1000 * limit;
  // slurmctld: seconds since 1970.
  const slurm = Number(env["SLURM_JOB_END_TIME"]);
  return slurm > 0 ? 1000 * slurm : null;
}

/** Milliseconds before a job's end at which it stops: enough to save, and a tenth of a short job. */
export function stopMarginMs(limitMs: number): number {
  return Math.min(30_000, Math.max(6000, limitMs / 10), limitMs / 2);
}
