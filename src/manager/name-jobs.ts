import type { Submission } from "./plan.js";
import type { Intent } from "./submit.js";

/** Gives each job of a plan one of the names that no job has now; jobs for which none is left are left out. */
export function nameJobs(
  plan: readonly Submission[],
  names: readonly string[],
  taken: ReadonlySet<string>,
): Omit<Intent, "token">[] {
  const free = names.filter((name) => !taken.has(name));
  const single = plan.flatMap(({ resourceClass, count }) =>
    Array.from({ length: count }, () => ({ resourceClass, count: 1 })),
  );
  return single.slice(0, free.length).map((job, i) => ({ ...job, jobName: free[i]! }));
}
