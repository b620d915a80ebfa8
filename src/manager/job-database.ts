import type { Database } from "../database/index.js";
import type { JobManagerDatabase } from "./job-manager.js";

/** What the job manager reads of the job database. */
export function jobManagerDatabase(database: Database): JobManagerDatabase {
  return {
    activeJobs: () => database.jobs.active(),
    openSubmissions: () => database.jobs.submissions(),
    classCounts: (resourceClass) => {
      const { ready, waiting, running } = database.entries.countsOfClass(resourceClass);
      return { ready, unfinished: waiting + running };
    },
    noteQueue: (rows) => {
      for (const { jobId, state, nodes, startedAt, reason } of rows) {
        const known = database.jobs.get(jobId);
        if (!known) continue;
        // A worker that was heard of runs, whatever an older answer of the queue says.
        const status = known.heardAt !== null || state !== "pending" ? "running" : "pending";
        const detail = known.detail === reason ? known.detail : reason;
        if (known.status === status && known.detail === detail) continue;
        database.noteQueued(jobId, {
          status,
          detail,
          node: known.node ?? (nodes || null),
          startedAt: known.startedAt ?? startedAt,
        });
      }
    },
  };
}
