import { randomBytes } from "node:crypto";
import { promises as fs } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { QueueError } from "../errors.js";

/** A whole answer of a scheduler. */
export interface Answer {
  /** When it was asked for, milliseconds since 1970: what was submitted later is not in it. */
  readonly askedAt: number;
  readonly text: string;
}

/** What the cache file holds: the last good answer, and how the last attempt went. */
interface CacheFile {
  readonly answer: Answer | null;
  readonly attemptAt: number;
  readonly latencyMs: number;
  readonly error: string | null;
}

/** Options of {@link SharedQuery}. */
export interface SharedQueryOptions {
  /** The cache file; one for each user, host and cluster. */
  readonly path: string;
  /** At least so long between two attempts; longer when answers are slow: five times the last latency. */
  readonly minIntervalMs: number;
  /** After this an attempt of another process counts as dead. */
  readonly timeoutMs: number;
  /** Asks the scheduler; rejects when the answer is not whole. */
  readonly ask: (previous: Answer | null) => Promise<string>;
  readonly now?: () => number;
}

/** The scheduler is asked no sooner than after so many times what its last answer took. */
const LATENCY_FACTOR = 5;
const POLL_MS = 50;

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

const EMPTY: CacheFile = { answer: null, attemptAt: 0, latencyMs: 0, error: null };

/**
 * A question to the scheduler that all runs and notebooks of a user on this host share: at most one is asked in
 * `minIntervalMs`, by whoever creates the refresh marker; the others read its answer.
 */
export class SharedQuery {
  readonly #options: SharedQueryOptions;
  readonly #now: () => number;

  constructor(options: SharedQueryOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Gives the last answer, asking for a new one when it is time; rejects with a QueueError when that failed. */
  async get(): Promise<Answer> {
    const deadline = this.#now() + 2 * this.#options.timeoutMs;
    for (;;) {
      const cache = await this.#read();
      if (!this.#isDue(cache)) return this.#take(cache);
      if (await this.#mark()) return this.#take(await this.#refresh());
      if (this.#now() > deadline)
        throw new QueueError("another process asks the scheduler and does not come to an end.");
      await delay(POLL_MS);
    }
  }

  /** The last good answer, however old, without asking. */
  async last(): Promise<Answer | null> {
    return (await this.#read()).answer;
  }

  #isDue({ attemptAt, latencyMs }: CacheFile): boolean {
    const age = this.#now() - attemptAt;
    // A clock that was set back must not stop the queries for ever.
    return age < 0 || age >= Math.max(this.#options.minIntervalMs, LATENCY_FACTOR * latencyMs);
  }

  #take({ answer, error }: CacheFile): Answer {
    if (error !== null) throw new QueueError(error);
    if (answer === null) throw new QueueError("the scheduler has not answered yet.");
    return answer;
  }

  get #marker(): string {
    return `${this.#options.path}.refresh`;
  }

  /** Whether the right to ask is ours now. */
  async #mark(): Promise<boolean> {
    try {
      await fs.mkdir(dirname(this.#options.path), { recursive: true });
      await fs.writeFile(this.#marker, String(process.pid), { flag: "wx", mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw new QueueError(`${this.#marker} cannot be created: ${String(error)}`, { cause: error });
      }
    }
    if (await this.#isAbandoned()) {
      // Only one of those who see this succeeds in moving it away.
      const aside = `${this.#marker}.${randomBytes(4).toString("hex")}`;
      await fs.rename(this.#marker, aside).then(
        () => fs.rm(aside, { force: true }),
        () => undefined,
      );
    }
    return false;
  }

  /** Whether the maker of the marker was killed: it is on this host, as the cache file is. */
  async #isAbandoned(): Promise<boolean> {
    try {
      const { mtimeMs } = await fs.stat(this.#marker);
      if (Math.abs(Date.now() - mtimeMs) > 2 * this.#options.timeoutMs) return true;
      const pid = Number.parseInt(await fs.readFile(this.#marker, "utf8"), 10);
      return pid > 0 && !isThere(pid);
    } catch {
      return false;
    }
  }

  async #refresh(): Promise<CacheFile> {
    try {
      const before = await this.#read();
      // Somebody may have asked between our look and our mark.
      if (!this.#isDue(before)) return before;
      const askedAt = this.#now();
      const after = await this.#options.ask(before.answer).then(
        (text): CacheFile => ({
          answer: { askedAt, text },
          attemptAt: askedAt,
          latencyMs: this.#now() - askedAt,
          error: null,
        }),
        (error: unknown): CacheFile => ({
          answer: before.answer,
          attemptAt: askedAt,
          latencyMs: this.#now() - askedAt,
          error: error instanceof Error ? error.message : String(error),
        }),
      );
      await this.#write(after);
      return after;
    } finally {
      await fs.rm(this.#marker, { force: true });
    }
  }

  async #read(): Promise<CacheFile> {
    try {
      return {
        ...EMPTY,
        ...(JSON.parse(await fs.readFile(this.#options.path, "utf8")) as Partial<CacheFile>),
      };
    } catch {
      return EMPTY;
    }
  }

  async #write(cache: CacheFile): Promise<void> {
    const temporary = `${this.#options.path}.${process.pid}.tmp`;
    await fs.writeFile(temporary, JSON.stringify(cache), { mode: 0o600 });
    await fs.rename(temporary, this.#options.path);
  }
}
