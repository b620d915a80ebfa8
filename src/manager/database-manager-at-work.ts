import type { Database } from "../database/index.js";
import {
  AdaptiveSchedulerError,
  type EndpointFile,
  type JournalEvent,
  type OwnerRequest,
  type RequestMessage,
  type Role,
  type RunFile,
  type RunStatus,
  type WorkerRequest,
} from "../protocol/index.js";
import type { Scheduler } from "../scheduler/index.js";
import type { ServerKeys } from "../transport/index.js";
import { createDatabaseServer, type DatabaseServer } from "./database-server.js";
import { sayGoodbye } from "./goodbye.js";
import { openPost, type ListeningPost } from "./listening-post.js";
import { runLoop, type Loop } from "./loop.js";
import { answerOwner } from "./owner-verbs.js";
import { StatusBoard } from "./status-board.js";

/** What a manager is put together from. */
export interface DatabaseManagerParts {
  readonly run: RunFile;
  readonly runFolder: string;
  readonly scheduler: Scheduler;
  readonly database: Database;
  readonly now: () => number;
}

/** Another part of the manager, as the database manager sees it. */
export interface Part {
  readonly loop: Loop;
  /** Sentences about what goes wrong now. */
  readonly troubles: readonly string[];
  /** When the scheduler stopped answering; null while it does. */
  readonly unreachableSince: number | null;
  /** A job has asked for a learner. */
  noteStart(): void;
  /** A job has given back its learner and is about to end. */
  noteRelease?(): void;
  /** The owner wants a turn now. */
  trigger(): void;
}

const STATUS_INTERVAL_MS = 10_000;
/** Between looks at whether this manager still owns the run, and whether the run is done. */
const LOOK_INTERVAL_MS = 5000;
/** How long owners, who ask every quarter of a second, have to see the end from the manager itself. */
const LAST_WORD_MS = 500;

/** Owns the job database of a run: hands out learners, answers the owner, keeps the snapshot, and ends the run. */
export class DatabaseManagerAtWork {
  /** Resolves with how the run ended; with null when this manager was closed or lost the run to another. */
  readonly finished: Promise<RunStatus | null>;
  readonly #parts: DatabaseManagerParts;
  readonly #server: DatabaseServer;
  readonly #board: StatusBoard;
  readonly #stop = new AbortController();
  readonly #loops: Loop[] = [];
  readonly #others = new Set<Part>();
  #run: RunFile;
  #post: ListeningPost | null = null;
  #resolveFinished!: (status: RunStatus | null) => void;
  #ending: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(parts: DatabaseManagerParts) {
    this.#parts = parts;
    this.#run = parts.run;
    this.#server = createDatabaseServer({
      database: parts.database,
      clock: parts.now,
      pacedRun: () => this.#run,
    });
    this.#board = new StatusBoard({ ...parts, others: this.#others });
    this.finished = new Promise((resolve) => (this.#resolveFinished = resolve));
  }

  /** Where it listens; there once {@link listen} has resolved. */
  get endpoint(): EndpointFile {
    return this.#post!.endpoint;
  }

  get run(): RunFile {
    return this.#run;
  }

  get runFolder(): string {
    return this.#parts.runFolder;
  }

  get scheduler(): Scheduler {
    return this.#parts.scheduler;
  }

  get database(): Database {
    return this.#parts.database;
  }

  get now(): () => number {
    return this.#parts.now;
  }

  /** Aborted when this manager ends. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether learners are left to do and the run is not being ended. */
  get isOpen(): boolean {
    return this.#ending === null && !this.#isDone();
  }

  /** Opens the port, says in `endpoint.json` where, and begins to look after the run. */
  async listen(keys: ServerKeys): Promise<void> {
    const { database } = this.#parts;
    const handle = (request: RequestMessage, role: Role): Promise<unknown> => this.#handle(request, role);
    this.#post = await openPost({ ...this.#parts, generation: database.generation, handle }, keys);
    await this.#post.announce();
    await this.#board.write();
    this.#startLoops();
  }

  /** Takes in a job manager or a kill manager: it is woken, waited for, and shown. Returns what lets it go again. */
  add(part: Part): () => void {
    this.#others.add(part);
    this.#loops.push(part.loop);
    return () => void this.#others.delete(part);
  }

  /** Goes on with other options of the same run. Only for a run whose jobs have not been submitted. */
  amend(run: RunFile): void {
    this.#run = run;
    this.#parts.database.limitFails(run.manager.maxFailsPerJob);
  }

  /** Appends to the journal; a manager that lost the run ends. */
  async append(events: readonly JournalEvent[]): Promise<void> {
    try {
      await this.#parts.database.append(events);
    } catch (error) {
      this.noteError(error);
      throw error;
    }
  }

  /** Whether this manager still has a say in the run; ends it when another one took over, or the folder is gone. */
  async holdsRun(): Promise<boolean> {
    if (await this.#parts.database.isOwner()) return true;
    void this.close();
    return false;
  }

  /** Losing the run to another manager ends this one; any other failure is written down, and the loops go on. */
  noteError(error: unknown): void {
    console.error(error);
    if (error instanceof AdaptiveSchedulerError && error.code === "not-owner") void this.close();
  }

  /** Answers one of the owner's requests. */
  async answer(request: OwnerRequest): Promise<unknown> {
    switch (request.verb) {
      case "cancel":
        this.end("cancelled");
        return {};
      case "trigger":
        for (const part of this.#others) part.trigger();
        return {};
      case "shutdown":
        setImmediate(() => void this.close());
        return {};
      default:
        return answerOwner(request, { ...this.#parts, board: this.#board });
    }
  }

  /** Ends the run: its jobs, then this manager. A second call changes nothing. */
  end(status: "finished" | "failed" | "cancelled"): void {
    this.#ending ??= this.#finish(status).catch((error: unknown) => {
      this.noteError(error);
      return this.close();
    });
  }

  /** Ends this manager and leaves the run and its jobs as they are. */
  close(): Promise<void> {
    this.#closing ??= this.#close(null);
    return this.#closing;
  }

  #startLoops(): void {
    const signal = this.#stop.signal;
    const onError = (error: unknown): void => this.noteError(error);
    const look = runLoop(() => this.#look(), { intervalMs: () => LOOK_INTERVAL_MS, signal, onError });
    this.#loops.push(
      look,
      runLoop(() => this.#board.writeIfChanged(), { intervalMs: () => STATUS_INTERVAL_MS, signal, onError }),
    );
    // The last learner's end must not wait for the next look.
    const stopListening = this.#parts.database.onChange(() => {
      if (this.#isDone() && this.#ending === null) look.wake();
    });
    signal.addEventListener("abort", stopListening, { once: true });
  }

  async #look(): Promise<void> {
    if (this.#ending !== null || !(await this.holdsRun()) || !this.#isDone()) return;
    this.end(this.#parts.database.entries.counts().failed > 0 ? "failed" : "finished");
  }

  #isDone(): boolean {
    const { waiting, running } = this.#parts.database.entries.counts();
    return waiting + running === 0;
  }

  async #handle(request: RequestMessage, role: Role): Promise<unknown> {
    if (role !== "worker") return this.answer(request as RequestMessage & OwnerRequest);
    if (request.verb === "start") for (const part of this.#others) part.noteStart();
    const reply = await this.#server.handle(request as RequestMessage & WorkerRequest);
    if (request.verb === "release") for (const part of this.#others) part.noteRelease?.();
    return reply;
  }

  /** Takes back what waits in the queue, lets running jobs say goodbye, and writes down how it ended. */
  async #finish(status: "finished" | "failed" | "cancelled"): Promise<void> {
    await sayGoodbye(
      {
        ...this.#parts,
        run: this.#run,
        append: (events) => this.append(events),
        onError: (error) => this.noteError(error),
        signal: this.#stop.signal,
      },
      status !== "finished",
    );
    await this.append([{ at: this.#parts.now(), type: "runEnded", status }]);
    this.#board.setEnded(status);
    await this.#board.write();
    this.#closing ??= this.#close(status);
    await this.#closing;
  }

  async #close(status: RunStatus | null): Promise<void> {
    this.#stop.abort();
    if (status !== null) await new Promise((resolve) => setTimeout(resolve, LAST_WORD_MS));
    await this.#post?.close();
    await this.#signOff().catch((error: unknown) => console.error(error));
    await Promise.all(this.#loops.map((loop) => loop.finished));
    await this.#parts.database.close();
    this.#resolveFinished(status);
  }

  async #signOff(): Promise<void> {
    if (this.#post !== null && (await this.#parts.database.isOwner())) await this.#post.signOff();
  }
}
