import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../../src/database/index.js";
import type { Database, DatabaseRules } from "../../../src/database/index.js";
import { createDatabaseServer } from "../../../src/manager/database-server.js";
import type { DatabaseServer } from "../../../src/manager/database-server.js";
import type { JournalEvent, Progress, StartReply, WorkerRequest } from "../../../src/protocol/index.js";

/** A database in a temporary folder, and the server that decides on it. */
export interface Rig {
  database: Database;
  server: DatabaseServer;
  /** Closes the database and opens it again, as a new manager does. */
  restart(): Promise<void>;
  ask<V extends WorkerRequest["verb"]>(job: string, verb: V, more?: object): Promise<StartReply>;
  append(...events: JournalEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** What a worker says of a learner with `npoints` points. */
export function progressOf(npoints: number): Progress {
  return {
    npoints,
    newPoints: npoints,
    loss: 1 / (npoints + 1),
    pending: 0,
    at: 5,
    cpu: 1,
    memory: 1e8,
    overhead: 0,
    dataSize: npoints * 16,
    rate: 2,
    retried: 0,
  };
}

/** Makes a rig of some learners. */
export async function createRig(
  learners: number,
  more: Partial<DatabaseRules> = {},
  maxFailsPerJob = 50,
): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), "database-server-"));
  const runFile: DatabaseRules = {
    runId: "run-1",
    createdAt: 1,
    fnames: Array.from({ length: learners }, (_, i) => `${i}`),
    dependencies: {},
    classOf: null,
    resourceClasses: [],
    manager: { maxFailsPerJob },
    ...more,
  };
  let now = 1000;
  const clock = (): number => now++;
  const open = async (): Promise<Pick<Rig, "database" | "server">> => {
    const database = await openDatabase({ folder, runFile, clock });
    return { database, server: createDatabaseServer({ database, clock }) };
  };
  const rig: Rig = {
    ...(await open()),
    restart: async () => {
      await rig.database.close();
      Object.assign(rig, await open());
    },
    ask: async (job, verb, rest = {}) => {
      const [jobId = "", instance = "first"] = job.split("/");
      const worker = { jobId, instance, node: "n1", pid: 1 };
      const request = { resourceClass: 0, secondsLeft: null, progress: progressOf(3), worker, verb, ...rest };
      return (await rig.server.handle(request as unknown as WorkerRequest)) as StartReply;
    },
    append: (...events) => rig.database.append(events),
    close: async () => {
      await rig.database.close();
      await rm(folder, { recursive: true });
    },
  };
  return rig;
}
