import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { AdaptiveSchedulerError, refuseUnknownOptions } from "../protocol/index.js";
import { withDoorReference } from "./door.js";

/** Options of {@link sharedMemoryCache}. */
export interface SharedMemoryCacheOptions {
  /** Results to keep; 0 for none. @defaultValue 128 */
  readonly cacheSize?: number;
  /** Functions with the same name share their results. @defaultValue one of its own */
  readonly name?: string;
}

interface Kept {
  readonly isPromise: boolean;
  readonly value: unknown;
}

/** Memory as files, where the system has that; else a folder for temporary files. */
const memoryFolder = (): string => (existsSync("/dev/shm") ? "/dev/shm" : tmpdir());

function openFolder(name: string): string {
  const { uid } = userInfo();
  const own = join(memoryFolder(), `adaptive-scheduler-${uid}`);
  const folder = join(own, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(own);
  // The parent is everybody's: somebody else may have made ours before us.
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid) || (found.mode & 0o022) !== 0) {
    throw new AdaptiveSchedulerError("cache-folder", `${own} is not a folder of yours alone; remove it.`);
  }
  return folder;
}

/** Results as files of one folder, the least lately used of which goes when there are too many. */
class SharedResults {
  readonly #name: string;
  readonly #size: number;
  #folder: string | null = null;

  constructor(name: string, size: number) {
    this.#name = name;
    this.#size = size;
  }

  get(key: string): Kept | null {
    const path = join(this.#open(), key);
    try {
      const kept = deserialize(readFileSync(path)) as Kept;
      const now = new Date();
      utimesSync(path, now, now);
      return kept;
    } catch {
      return null;
    }
  }

  put(key: string, kept: Kept): void {
    try {
      const folder = this.#open();
      const temporary = join(folder, `.${process.pid}-${randomBytes(4).toString("hex")}`);
      writeFileSync(temporary, serialize(kept), { mode: 0o600 });
      renameSync(temporary, join(folder, key));
      this.#evict(folder);
    } catch {
      // A result that cannot be kept (a function, no memory left) is computed again.
    }
  }

  #open(): string {
    this.#folder ??= openFolder(this.#name);
    return this.#folder;
  }

  #evict(folder: string): void {
    const names = readdirSync(folder).filter((name) => !name.startsWith("."));
    if (names.length <= this.#size) return;
    const aged = names.map((name) => ({
      name,
      at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }));
    aged.sort((a, b) => a.at - b.at);
    for (const { name } of aged.slice(0, names.length - this.#size))
      rmSync(join(folder, name), { force: true });
  }
}

/**
 * Keeps the results of a function for all processes and threads on this node that call it: an expensive table is
 * made once, not once a process. Arguments are compared by value. For functions whose results depend on nothing
 * else and can be cloned; results stay in memory (`/dev/shm`) until the node restarts or others take their place.
 *
 * @example
 * ```ts
 * const table = sharedMemoryCache((n: number) => Array.from({ length: n }, (_, i) => i ** 2), { cacheSize: 4 });
 * table(4); // [0, 1, 4, 9]
 * ```
 */
export function sharedMemoryCache<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  options: SharedMemoryCacheOptions = {},
): (...args: Args) => Result {
  refuseUnknownOptions("sharedMemoryCache", options, ["cacheSize", "name"]);
  const { cacheSize = 128, name = randomBytes(12).toString("hex") } = options;
  if (!Number.isInteger(cacheSize) || cacheSize < 0 || !/^[\w-]+$/.test(name)) {
    throw new AdaptiveSchedulerError(
      "bad-option",
      "cacheSize has to be a whole number, name of letters, digits, _ and -.",
    );
  }
  if (cacheSize === 0) return fn;
  const results = new SharedResults(name, cacheSize);
  const cached = (...args: Args): Result => {
    const key = createHash("sha256").update(serialize(args)).digest("hex");
    const known = results.get(key);
    if (known) return (known.isPromise ? Promise.resolve(known.value) : known.value) as Result;
    const result = fn(...args);
    if (!(result instanceof Promise)) {
      results.put(key, { isPromise: false, value: result });
      return result;
    }
    return result.then((value: unknown) => {
      results.put(key, { isPromise: true, value });
      return value;
    }) as Result;
  };
  return withDoorReference(cached, "sharedMemoryCache", [fn, { cacheSize, name }]);
}
