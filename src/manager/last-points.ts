import { promises as fs } from "node:fs";
import { join } from "node:path";
import { pointNotePath, readPointNote } from "../log/index.js";
import { RUN_FOLDER, type EndedJob, type JournalEvent } from "../protocol/index.js";

type JobEnded = Extract<JournalEvent, { readonly type: "jobEnded" }>;

/**
 * Makes the journal's events of ended jobs, with the points that each had begun last, as its note says. A job that
 * ended well has removed its note; the others' are removed here.
 */
export async function jobEndedEvents(
  over: readonly EndedJob[],
  { runFolder, at }: { readonly runFolder: string; readonly at: number },
): Promise<JobEnded[]> {
  return Promise.all(
    over.map(async (job): Promise<JobEnded> => {
      const path = pointNotePath(join(runFolder, RUN_FOLDER.jobs), job.jobId);
      const points = await readPointNote(path);
      await fs.rm(path, { force: true }).catch(() => undefined);
      return { at, type: "jobEnded", ...job, ...(points.length > 0 && { points }) };
    }),
  );
}
