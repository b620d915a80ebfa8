import type { Database } from "../database/index.js";
import type { JournalEvent, ReportReply, RunFile, StartReply, WorkerRequest } from "../protocol/index.js";
import { completeEvents, decideRequest, type DecisionRules } from "./database-server-decisions.js";

/** Options of {@link createDatabaseServer}. */
export interface DatabaseServerOptions {
  readonly database: Database;
  readonly runFile: { readonly manager: Pick<RunFile["manager"], "maxFailsPerJob"> };
  /** Milliseconds since 1970. @defaultValue Date.now */
  readonly clock?: () => number;
}

/** Hands out learners to jobs, and takes their reports. */
export interface DatabaseServer {
  /** Serves a worker's request; what it resolves to is durable. */
  handle(request: WorkerRequest): Promise<StartReply | ReportReply>;
  /**
   * Appends events of others, completed: the end of a job gives its learner back, and a learner that is given up
   * takes those with it that depend on it.
   */
  append(events: readonly JournalEvent[]): Promise<void>;
}

/** Makes the part of a manager that answers workers, over a database that it owns. */
export function createDatabaseServer({
  database,
  runFile,
  clock = Date.now,
}: DatabaseServerOptions): DatabaseServer {
  const rules = (): DecisionRules => ({ at: clock(), maxFailsPerJob: runFile.manager.maxFailsPerJob });
  return {
    handle: async (request) => {
      const { worker } = request;
      const now = rules();
      const { events, reply, progress } = decideRequest(database, request, now);
      if (request.verb !== "leave") {
        const resourceClass = request.verb === "start" ? request.resourceClass : 0;
        database.noteHeard(worker.jobId, now.at, worker.node, resourceClass);
      }
      if (progress !== undefined) database.noteProgress(progress.index, progress.progress);
      // Also without events: an answer to a repeated request rests on events that may not be durable yet.
      if (request.verb !== "progress") await database.append(events);
      return reply;
    },
    append: (events) => database.append(completeEvents(database, events, rules())),
  };
}
