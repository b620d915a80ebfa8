import { open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { AdaptiveSchedulerError, RUN_FOLDER } from "../protocol/index.js";

/** Options of {@link claimJournal}. */
export interface JournalOptions {
  /** Milliseconds between attempts to write to a disk that is full or failing. @defaultValue 1000 */
  readonly retryMs?: number;
  /** Told when the journal cannot be written (requests wait meanwhile), and with null when it can again. */
  readonly onProblem?: (problem: string | null) => void;
}

/**
 * One generation of a run's journal, owned by whoever created it.
 *
 * Lines are appended and synced in groups: all that came while one sync was under way share the next. A line's
 * promise is kept once it is on disk *and* no higher generation existed after that: whoever claimed one will read it.
 */
export class Journal {
  readonly generation: number;
  readonly #folder: string;
  readonly #file: FileHandle;
  readonly #inode: bigint;
  readonly #retryMs: number;
  readonly #onProblem: (problem: string | null) => void;
  #waiting: string[] = [];
  #size = 0;
  #next: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failure: AdaptiveSchedulerError | undefined;
  readonly #closing = new AbortController();

  /** Use {@link claimJournal}. */
  constructor(folder: string, generation: number, file: FileHandle, inode: bigint, options: JournalOptions) {
    this.#folder = folder;
    this.generation = generation;
    this.#file = file;
    this.#inode = inode;
    this.#retryMs = options.retryMs ?? 1000;
    this.#onProblem = options.onProblem ?? (() => undefined);
  }

  /** Appends whole lines; resolves when they are durable. An empty text waits for all that was appended before. */
  append(lines: string): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (lines !== "") this.#waiting.push(lines);
    else if (this.#waiting.length === 0) return this.#writing;
    // One promise for the whole group; it starts when the group before it is written.
    this.#next ??= this.#writing.then(() => {
      this.#writing = this.#next!;
      this.#next = undefined;
      return this.#writeGroup(this.#waiting.splice(0).join(""));
    });
    return this.#next;
  }

  /** Whether this is still the highest generation. */
  async isOwner(): Promise<boolean> {
    // The next one first: they are removed from the lowest up, so if it was there and is gone, ours is gone too.
    const next = await stat(join(this.#folder, RUN_FOLDER.journal(this.generation + 1))).catch(orMissing);
    if (next !== undefined) return false;
    const own = await stat(join(this.#folder, RUN_FOLDER.journal(this.generation)), { bigint: true }).catch(
      orMissing,
    );
    return own?.ino === this.#inode;
  }

  /** Writes what waits, then closes the file. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#failure?.code === "closed") return;
    const last = this.append("").catch(() => undefined);
    this.#failure ??= new AdaptiveSchedulerError("closed", "The job database is closed.");
    this.#closing.abort();
    await last;
    await this.#file.close().catch(() => undefined);
  }

  async #writeGroup(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    for (let isRetry = false; ; isRetry = true) {
      if (this.#failure !== undefined && this.#failure.code !== "closed") throw this.#failure;
      try {
        // Always at the same place: what a failed attempt has left there is overwritten.
        await writeAll(this.#file, bytes, this.#size);
        await this.#file.datasync();
        if (isRetry) this.#onProblem(null);
        break;
      } catch (error) {
        this.#onProblem(`The journal of the run cannot be written: ${String(error)}. Trying again.`);
        if (this.#closing.signal.aborted) throw error;
        await setTimeout(this.#retryMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
    this.#size += bytes.length;
    if (!(await this.isOwner())) throw (this.#failure = notOwner(this.generation));
  }
}

/**
 * Takes ownership of a run by creating the next generation of its journal exclusively.
 * Throws with code `not-owner` when another manager did so at the same moment.
 */
export async function claimJournal(
  folder: string,
  generation: number,
  options: JournalOptions = {},
): Promise<Journal> {
  const path = join(folder, RUN_FOLDER.journal(generation));
  const file = await open(path, "wx", 0o600).catch((cause: unknown) => {
    throw (cause as { code?: unknown }).code === "EEXIST" ? notOwner(generation - 1, cause) : cause;
  });
  const { ino } = await file.stat({ bigint: true });
  await syncFolder(folder);
  return new Journal(folder, generation, file, ino, options);
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** Makes a new name in a folder durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch {
    // Some network file systems cannot sync a folder; they make names durable at once.
  } finally {
    await handle.close();
  }
}

function orMissing(error: unknown): undefined {
  if ((error as { code?: unknown }).code === "ENOENT") return undefined;
  throw error;
}

function notOwner(generation: number, cause?: unknown): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError(
    "not-owner",
    `Another manager has taken over this run (a journal after generation ${generation} exists): this one stops.`,
    { cause },
  );
}
