/** What one resource class has to do, and how many jobs it has. */
export interface ClassLoad {
  readonly resourceClass: number;
  /** Learners that a job could get now. */
  readonly ready: number;
  /** Jobs, waiting or running, that have no learner yet. */
  readonly idleJobs: number;
}

/** Limits on what may be submitted in one turn. */
export interface SubmitLimits {
  /** Jobs of the run that wait or run, in all classes. */
  readonly liveJobs: number;
  readonly maxSimultaneousJobs: number;
  /** Jobs that the scheduler can run at once, where it says so. */
  readonly slots: number | null;
}

export interface Submission {
  readonly resourceClass: number;
  readonly count: number;
}

/**
 * Says how many jobs of each class to submit: one for each learner that could start and has no job yet,
 * up to the limits. Classes share what room there is in turns, so that none starves.
 */
export function planSubmissions(classes: readonly ClassLoad[], limits: SubmitLimits): Submission[] {
  const most = Math.min(limits.maxSimultaneousJobs, limits.slots ?? Infinity);
  let room = Math.max(0, most - limits.liveJobs);
  const wanted = classes.map((load) => Math.max(0, load.ready - load.idleJobs));
  const given = wanted.map(() => 0);
  let open = wanted.map((count, i) => (count > 0 ? i : -1)).filter((i) => i >= 0);
  while (room > 0 && open.length > 0) {
    const share = Math.max(1, Math.floor(room / open.length));
    for (const i of open) {
      const count = Math.min(share, wanted[i]! - given[i]!, room);
      given[i] = given[i]! + count;
      room -= count;
    }
    open = open.filter((i) => given[i]! < wanted[i]!);
  }
  return classes
    .map((load, i) => ({ resourceClass: load.resourceClass, count: given[i]! }))
    .filter((submission) => submission.count > 0);
}

/**
 * Says which of a class's jobs that still wait in the queue have nothing left to do: learners are handed to jobs
 * that run already, so at the end of a run the queue may hold more jobs than learners.
 */
export function planWithdrawals(
  pendingIdleJobs: readonly string[],
  load: { readonly unfinished: number; readonly idleJobs: number },
): string[] {
  const surplus = Math.max(0, load.idleJobs - load.unfinished);
  return surplus === 0 ? [] : pendingIdleJobs.slice(-Math.min(surplus, pendingIdleJobs.length));
}
