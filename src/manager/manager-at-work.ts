import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Database } from "../database/index.js";
import {
  AdaptiveSchedulerError,
  PROTOCOL_VERSION,
  RUN_FOLDER,
  type EndpointFile,
  type JournalEvent,
  type OwnerRequest,
  type RequestMessage,
  type Role,
  type RunFile,
  type RunStatus,
  type WorkerRequest,
} from "../protocol/index.js";
import { startOf, type Scheduler } from "../scheduler/index.js";
import { startServer, type Server, type ServerKeys } from "../transport/index.js";
import { createDatabaseServer, type DatabaseServer } from "./database-server.js";
import { sayGoodbye } from "./goodbye.js";
import { jobManagerDatabase } from "./job-database.js";
import { JobManager } from "./job-manager.js";
import { KillManager } from "./kill-manager.js";
import { runLoop, type Loop } from "./loop.js";
import type { RunningManager } from "./manager.js";
import { answerOwner } from "./owner-verbs.js";
import { removeLeftovers, replaceFile } from "./replace-file.js";
import { StatusBoard } from "./status-board.js";
import { workerProgramBeside } from "./submit.js";

/** What a manager is put together from. */
export interface ManagerParts {
  readonly run: RunFile;
  readonly runFolder: string;
  readonly scheduler: Scheduler;
  readonly database: Database;
  readonly now: () => number;
  /** `lib/` of the package: where the worker's bundle is. */
  readonly libFolder: string;
}

const STATUS_INTERVAL_MS = 10_000;
const MOST_BARREN_JOBS = 5;
/** Turns of a scheduler that answers for nothing, in seconds. */
const SHORTEST_TURN = 0.5;

/** The loops of a manager, and the end of the run. */
export class ManagerAtWork implements RunningManager {
  endpoint!: EndpointFile;
  readonly finished: Promise<RunStatus | null>;
  readonly #parts: ManagerParts;
  readonly #jobManager: JobManager;
  readonly #databaseServer: DatabaseServer;
  readonly #board: StatusBoard;
  readonly #stop = new AbortController();
  readonly #loops: Loop[] = [];
  #server: Server | null = null;
  #resolveFinished!: (status: RunStatus | null) => void;
  #ending: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(parts: ManagerParts) {
    this.#parts = parts;
    const { run, runFolder, scheduler, database, now } = parts;
    const context = {
      run,
      runFolder,
      scheduler,
      now,
      workerProgram: workerProgramBeside(parts.libFolder),
      append: (events: readonly JournalEvent[]) => this.#append(events),
      newToken: () => randomBytes(6).toString("hex"),
    };
    this.#jobManager = new JobManager(context, jobManagerDatabase(database), {
      maxSimultaneousJobs: run.manager.maxSimultaneousJobs,
      silenceMs: 2000 * run.runner.logInterval + 30_000,
      mostBarrenJobs: MOST_BARREN_JOBS,
    });
    this.#databaseServer = createDatabaseServer({ database, clock: now });
    this.#board = new StatusBoard({ run, runFolder, scheduler, database, now, jobManager: this.#jobManager });
    this.finished = new Promise((resolve) => (this.#resolveFinished = resolve));
  }

  /** Opens the port, says in `endpoint.json` where, and starts the loops. */
  async listen(keys: ServerKeys): Promise<void> {
    const { run, runFolder, scheduler, database, now } = this.#parts;
    this.#server = await startServer({
      keys,
      address: run.manager.address ?? (scheduler.kind === "local" ? "127.0.0.1" : hostname()),
      portRange: run.manager.portRange,
      handle: (request, role) => this.#handle(request, role),
    });
    this.endpoint = {
      protocol: PROTOCOL_VERSION,
      runId: run.runId,
      generation: database.generation,
      urls: [this.#server.url],
      serverKey: this.#server.serverKey,
      pid: process.pid,
      host: hostname(),
      startedAt: now(),
      processStart: startOf(process.pid) ?? "",
    };
    await removeLeftovers(runFolder);
    await replaceFile(join(runFolder, RUN_FOLDER.endpoint), JSON.stringify(this.endpoint), 0o600);
    await this.#board.write();
    this.#startLoops();
  }

  /** Ends this manager and leaves the run and its jobs as they are. */
  close(): Promise<void> {
    this.#closing ??= this.#close(null);
    return this.#closing;
  }

  #startLoops(): void {
    const { run, scheduler, database } = this.#parts;
    const seconds = Math.min(
      run.manager.jobManagerIntervalSeconds,
      Math.max(scheduler.minimumPollSeconds, SHORTEST_TURN),
    );
    const onError = (error: unknown): void => this.#onLoopError(error);
    const signal = this.#stop.signal;
    const jobs = runLoop(() => this.#turn(), { intervalMs: () => seconds * 1000, signal, onError });
    const kills = new KillManager(this.#parts);
    this.#loops.push(
      jobs,
      runLoop(() => kills.turn(), {
        intervalMs: () => run.manager.killIntervalSeconds * 1000,
        signal,
        onError,
      }),
      runLoop(() => this.#board.writeIfChanged(), { intervalMs: () => STATUS_INTERVAL_MS, signal, onError }),
    );
    // The last learner's end must not wait for the next turn.
    const stopListening = database.onChange(() => {
      if (this.#isDone() && this.#ending === null) jobs.wake();
    });
    signal.addEventListener("abort", stopListening, { once: true });
  }

  async #turn(): Promise<void> {
    if (this.#ending !== null) return;
    if (!(await this.#parts.database.isOwner())) {
      // Another manager has the run: this one has no more say in it.
      void this.close();
      return;
    }
    if (!this.#isDone()) await this.#jobManager.turn(this.#stop.signal);
    const counts = this.#parts.database.entries.counts();
    if (this.#isDone()) this.#end(counts.failed > 0 ? "failed" : "finished");
    else if (this.#jobManager.state.givenUp !== null) this.#end("failed");
  }

  #isDone(): boolean {
    const { waiting, running } = this.#parts.database.entries.counts();
    return waiting + running === 0;
  }

  async #handle(request: RequestMessage, role: Role): Promise<unknown> {
    if (role === "worker") {
      if (request.verb === "start") this.#jobManager.noteStart();
      return this.#databaseServer.handle(request as RequestMessage & WorkerRequest);
    }
    const owner = request as RequestMessage & OwnerRequest;
    switch (owner.verb) {
      case "cancel":
        this.#end("cancelled");
        return {};
      case "trigger":
        for (const loop of this.#loops) loop.wake();
        return {};
      case "shutdown":
        setImmediate(() => void this.close());
        return {};
      default:
        return answerOwner(owner, { ...this.#parts, board: this.#board });
    }
  }

  async #append(events: readonly JournalEvent[]): Promise<void> {
    try {
      await this.#parts.database.append(events);
    } catch (error) {
      this.#onLoopError(error);
      throw error;
    }
  }

  /** Losing the run to another manager ends this one; any other failure is written down, and the loop goes on. */
  #onLoopError(error: unknown): void {
    console.error(error);
    if (error instanceof AdaptiveSchedulerError && error.code === "not-owner") void this.close();
  }

  #end(status: "finished" | "failed" | "cancelled"): void {
    this.#ending ??= this.#finish(status).catch((error: unknown) => {
      this.#onLoopError(error);
      return this.close();
    });
  }

  /** Takes back what waits in the queue, lets running jobs say goodbye, and writes down how it ended. */
  async #finish(status: "finished" | "failed" | "cancelled"): Promise<void> {
    const { now } = this.#parts;
    await sayGoodbye(
      {
        ...this.#parts,
        append: (events) => this.#append(events),
        onError: (error) => this.#onLoopError(error),
        signal: this.#stop.signal,
      },
      status !== "finished",
    );
    await this.#append([{ at: now(), type: "runEnded", status }]);
    this.#board.setEnded(status);
    await this.#board.write();
    this.#closing ??= this.#close(status);
    await this.#closing;
  }

  async #close(status: RunStatus | null): Promise<void> {
    this.#stop.abort();
    // Owners that ask every quarter of a second see the end from us; later ones read it from status.json.
    if (status !== null) await new Promise((resolve) => setTimeout(resolve, 500));
    await this.#server?.close();
    await Promise.all(this.#loops.map((loop) => loop.finished));
    await this.#parts.database.close();
    this.#resolveFinished(status);
  }
}
