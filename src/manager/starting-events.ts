import type { Database } from "../database/index.js";
import type { JournalEvent, Progress, RunFile } from "../protocol/index.js";

/** What a start changes in a job database that may have a past: learners that are tried again, or that are done already. */
export function startingEvents(
  database: Database,
  run: RunFile,
  flags: { readonly resetFailed?: boolean; readonly resetDone?: boolean },
  at: number,
  /** Whether a folder of `functions/` is there: a new start has written all learners anew. */
  hasFunctions: (folder: string) => boolean,
): JournalEvent[] {
  const events: JournalEvent[] = [];
  // Only a new start tries failed learners again: without it a manager that was lost at the end would begin anew.
  if (flags.resetFailed === true && database.runEnd !== null) events.push({ at, type: "reopened" });
  for (const { index, status, functions } of database.entries.touched()) {
    if (functions !== undefined && !hasFunctions(functions))
      events.push({ at, type: "replaced", index, functions: null });
    if ((status === "failed" && flags.resetFailed) || (status === "done" && flags.resetDone)) {
      events.push({ at, type: "reset", index });
    }
  }
  for (const index of run.doneAtStart ?? []) {
    const entry = database.entries.entry(index);
    if (entry.status !== "waiting" || entry.epoch > 0) continue;
    events.push({
      at,
      type: "entry",
      entry: { ...entry, status: "done", endedAt: at, progress: entry.progress ?? nothing(at) },
    });
  }
  return events;
}

function nothing(at: number): Progress {
  return {
    npoints: 0,
    newPoints: 0,
    loss: null,
    pending: 0,
    at,
    cpu: 0,
    memory: 0,
    overhead: 0,
    dataSize: 0,
    rate: 0,
    retried: 0,
  };
}
