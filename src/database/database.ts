import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { AdaptiveSchedulerError, RUN_FOLDER } from "../protocol/index.js";
import type { JobRecord, JournalEvent, Progress } from "../protocol/index.js";
import { completeEvent } from "./complete.js";
import type { EntryStore } from "./entry-store.js";
import { claimJournal } from "./journal.js";
import type { Journal, JournalOptions } from "./journal.js";
import { listGenerations, loadState, writeLines } from "./journal-file.js";
import type { JobStore } from "./job-store.js";
import { compactState } from "./state.js";
import type { DatabaseRules, DatabaseState, RunEnd } from "./state.js";

/** Options of {@link openDatabase}. */
export interface DatabaseOptions extends JournalOptions {
  /** The run folder. */
  readonly folder: string;
  /** Of `run.json`; the whole run file will do. */
  readonly runFile: DatabaseRules;
  /** Milliseconds since 1970. @defaultValue Date.now */
  readonly clock?: () => number;
}

/** What reads a database may do with it. */
export interface DatabaseView {
  /** All learners: `entry(i)`, `counts()`, `countsOfClass(c)`, `totals()`, `page(offset, limit, status)`, `running()`. */
  readonly entries: Omit<EntryStore, "apply" | "restore" | "setProgress">;
  /** All jobs: `get(id)`, `active()`, `activeOfClass(c)`, `submissions()`, `counts()`, `causes()`, `page(...)`. */
  readonly jobs: Omit<JobStore, "apply" | "put" | "hear" | "setIndex" | "noteStopping">;
  /** How the run ended; null while it goes on. */
  readonly runEnd: RunEnd;
  /** Milliseconds since 1970. */
  readonly runEndedAt: number | null;
}

/** The job database of a run: its state in memory, and the journal that justifies it. */
export class Database implements DatabaseView {
  /** The generation that this manager owns. */
  readonly generation: number;
  readonly #state: DatabaseState;
  readonly #journal: Journal;
  #maxFailsPerJob: number;
  readonly #listeners = new Set<() => void>();
  #serial = 0;

  /** Use {@link openDatabase}. */
  constructor(state: DatabaseState, journal: Journal, maxFailsPerJob: number) {
    this.#state = state;
    this.#journal = journal;
    this.#maxFailsPerJob = maxFailsPerJob;
    this.generation = journal.generation;
  }

  get entries(): DatabaseView["entries"] {
    return this.#state.entries;
  }

  get jobs(): DatabaseView["jobs"] {
    return this.#state.jobs;
  }

  get runEnd(): RunEnd {
    return this.#state.runEnd;
  }

  get runEndedAt(): number | null {
    return this.#state.runEndedAt;
  }

  /** Grows with each change. */
  get serial(): number {
    return this.#serial;
  }

  /** Sets how many failures of one learner are borne from now on. */
  limitFails(maxFailsPerJob: number): void {
    this.#maxFailsPerJob = maxFailsPerJob;
  }

  /**
   * Applies events at once, with all that they bring about (see `completeEvent`: the end of a job gives back its
   * learner), and resolves when they are durable: reply only then. Without events it waits for all that was appended
   * before, for an answer may rest on that too.
   *
   * Rejects with code `not-owner` when another manager has taken over (stop then), throws `bad-event` for an event
   * that does not fit.
   */
  append(events: readonly JournalEvent[]): Promise<void> {
    let lines = "";
    try {
      for (const event of events) {
        for (const one of completeEvent(this, event, this.#maxFailsPerJob)) {
          this.#state.apply(one);
          lines += writeLines([one]);
        }
      }
    } finally {
      if (lines !== "") this.#changed();
    }
    return this.#journal.append(lines);
  }

  /** Notes what a worker said about a learner that it computes; kept in memory only. */
  noteProgress(index: number, progress: Progress): void {
    this.#state.entries.setProgress(index, progress);
    this.#changed();
  }

  /** Notes that a job's worker was heard of; kept in memory only. */
  noteHeard(jobId: string, at: number, node: string, resourceClass?: number): void {
    this.#state.jobs.hear(jobId, at, node, resourceClass);
    this.#changed();
  }

  /** Notes what the queue says of a job that has not ended; kept in memory only. */
  noteQueued(
    jobId: string,
    seen: Partial<Pick<JobRecord, "status" | "node" | "startedAt" | "detail">>,
  ): void {
    const job = this.#state.jobs.get(jobId);
    if (job === undefined || job.status === "ended") return;
    this.#state.jobs.put({ ...job, ...seen });
    this.#changed();
  }

  /** Calls `listener` at each change; returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Whether this manager still owns the run; costs two `stat` calls. */
  isOwner(): Promise<boolean> {
    return this.#journal.isOwner();
  }

  /** Writes what waits and closes the journal. Safe to call twice. */
  close(): Promise<void> {
    return this.#journal.close();
  }

  #changed(): void {
    this.#serial++;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Takes ownership of a run and reads its job database: claims the next generation of the journal, folds the one
 * before it, and writes that down compactly in the new one.
 *
 * Throws with code `not-owner` (another manager was faster), `journal-corrupt`, `journal-version` or
 * `journal-mismatch`; nothing is lost then.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { folder, runFile, clock = Date.now } = options;
  // Read once before the claim, so that a journal that cannot be read is found without one more generation.
  const { highest } = await loadState(folder, runFile);
  const journal = await claimJournal(folder, highest + 1, options);
  try {
    // Read again after it: the former owner may have written until the claim.
    const { state, generation } = await loadState(folder, runFile);
    const header = { at: clock(), runId: runFile.runId, generation: journal.generation };
    await journal.append(writeLines(compactState(state, header)));
    await removeOlder(folder, generation);
    return new Database(state, journal, runFile.manager.maxFailsPerJob);
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** Reads the job database of a run without owning it: for what looks at a run that has no manager. */
export async function readDatabase(folder: string, runFile: DatabaseRules): Promise<DatabaseView> {
  const { state, generation } = await loadState(folder, runFile);
  if (generation > 0) return state;
  throw new AdaptiveSchedulerError(
    "no-journal",
    `The run in ${folder} has no journal yet: its manager never started.`,
  );
}

/** Removes generations below the one that was read, the lowest first (see `Journal.isOwner`). */
async function removeOlder(folder: string, generation: number): Promise<void> {
  for (const older of (await listGenerations(folder)).reverse()) {
    if (older < generation) await unlink(join(folder, RUN_FOLDER.journal(older))).catch(() => undefined);
  }
}
