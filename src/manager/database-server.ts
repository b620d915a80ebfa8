import type { Database } from "../database/index.js";
import type { ReportReply, StartReply, WorkerRequest } from "../protocol/index.js";
import { decideRequest } from "./database-server-decisions.js";
import { paced, type PacedRun } from "./report-pace.js";

/** Options of {@link createDatabaseServer}. */
export interface DatabaseServerOptions {
  readonly database: Database;
  /** The run file that the database was opened with; kept for callers, the database has the limits. */
  readonly runFile?: unknown;
  /** Milliseconds since 1970. @defaultValue Date.now */
  readonly clock?: () => number;
  /** The run as it is now, to say in replies when the next report is wanted. @defaultValue nothing is said */
  readonly pacedRun?: () => PacedRun;
}

/** Hands out learners to jobs, and takes their reports. */
export interface DatabaseServer {
  /** Serves a worker's request; what it resolves to is durable. */
  handle(request: WorkerRequest): Promise<StartReply | ReportReply>;
}

/** Makes the part of a manager that answers workers, over a database that it owns. */
export function createDatabaseServer({
  database,
  clock = Date.now,
  pacedRun,
}: DatabaseServerOptions): DatabaseServer {
  return {
    handle: async (request) => {
      const { worker } = request;
      const at = clock();
      const { events, reply, progress } = decideRequest(database, request, at);
      // A job that is told to stop is not made a running one by having asked.
      if (request.verb !== "leave" && reply.status !== "stop" && reply.status !== "stale") {
        const resourceClass = request.verb === "start" ? request.resourceClass : 0;
        database.noteHeard(worker.jobId, at, worker.node, resourceClass);
      }
      if (progress !== undefined) database.noteProgress(progress.index, progress.progress);
      // Also without events: an answer to a repeated request rests on events that may not be durable yet.
      if (request.verb !== "progress") await database.append(events);
      if (pacedRun === undefined || (request.verb !== "start" && request.verb !== "progress")) return reply;
      // At a start, jobs that will begin soon count too.
      const jobs = request.verb === "start" ? activeJobs(database) : database.entries.counts().running;
      return paced(reply, pacedRun(), jobs);
    },
  };
}

function activeJobs({ jobs }: Database): number {
  const { submitted, pending, running } = jobs.counts();
  return submitted + pending + running;
}
