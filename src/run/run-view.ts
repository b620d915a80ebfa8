import type { Learner } from "../learner/index.js";
import type { LogQuery, RowsReply, RunView, TableReply } from "../protocol/index.js";
import { loadAll } from "./load.js";
import { queryLogs } from "./query-logs.js";
import type { RunManager } from "./run-manager.js";
import type { RunSession } from "./run-session.js";

/** What {@link runView} stands on. */
export interface ViewSource {
  readonly manager: RunManager;
  readonly session: RunSession;
  readonly rows: (
    table: "learners" | "jobs",
    offset: number,
    limit: number,
    status: string | null,
  ) => Promise<RowsReply>;
  readonly maxLogLines: number;
  readonly plot: (learner: Learner, choice: Readonly<Record<string, number>>) => unknown;
}

/** Makes the view of a run that screens use. */
export function runView({ manager, session, rows, maxLogLines, plot }: ViewSource): RunView {
  const fresh = (index: number): Promise<Learner> => loadFresh(manager, index);
  return {
    snapshot: () => manager.snapshot(),
    onSnapshot: (listener) => session.onSnapshot(listener),
    rows,
    cancel: () => manager.cancel(),
    cleanup: ({ oldLogs }) => manager.cleanup({ removeOldLogsFolder: oldLogs }),
    trigger: () => manager.trigger(),
    loadLearners: () => manager.loadLearners(),
    logs: (query: LogQuery) =>
      queryLogs(manager.runFolder, { ...query, limit: Math.min(query.limit, maxLogLines) }, rows),
    queue: () => manager.scheduler.queue(manager.runFolder),
    plot: async (index, choice) => plot(await fresh(index), choice),
    results: async (index, offset, limit) => tableOf(await fresh(index), offset, limit),
  };
}

/** A copy of a learner with what its file has now: the user's own learner is left as it is. */
async function loadFresh(manager: RunManager, index: number): Promise<Learner> {
  const learner = manager.learners[index];
  if (!learner) throw new RangeError(`There is no learner ${String(index)}.`);
  const copy = learner.new();
  await loadAll([copy], [manager.fnames[index]!], manager.cwd);
  return copy;
}

function tableOf(learner: Learner, offset: number, limit: number): TableReply {
  const rows: unknown[][] = [];
  let at = 0;
  for (const [point, value] of learner.data) {
    if (at >= offset && rows.length < limit) rows.push([point, value]);
    at++;
  }
  return { columns: ["point", "value"], total: learner.data.size, rows };
}
