import { execa } from "execa";
import type { Readable, Writable } from "node:stream";
import type { CommandOptions } from "./run-command.js";
import { environment } from "./environment.js";

/** A program that goes on running and is talked to. */
export interface RunningProgram {
  /** What is written here comes in at its file descriptor 3. */
  readonly requests: Writable;
  /** What it writes to its file descriptor 4. */
  readonly replies: Readable;
  /** The last kilobytes that it wrote to stderr (which are passed on as well). */
  stderrTail(): string;
  /** Resolves when it has ended, with words that say how: `exit code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  /** Whether it alone keeps this process from ending. */
  keepAlive(wanted: boolean): void;
  kill(): void;
}

const TAIL_LENGTH = 8192;

/**
 * Starts a program that speaks over two pipes of its own (file descriptors 3 and 4), so that what it prints disturbs
 * nothing. It is to end by itself when the first of them is closed, as it is when this process dies.
 */
export function startProgram(
  argv: readonly string[],
  options: Pick<CommandOptions, "env" | "cleanEnv" | "cwd"> = {},
): RunningProgram {
  const [program = "", ...args] = argv;
  const subprocess = execa(program, args, {
    env: environment(options),
    extendEnv: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ["ignore", "inherit", "pipe", "pipe", "pipe"],
    buffer: false,
    reject: false,
  });
  let tail = "";
  subprocess.stderr.on("data", (data: Buffer) => {
    tail = (tail + data.toString()).slice(-TAIL_LENGTH);
    process.stderr.write(data);
  });
  const requests = subprocess.stdio[3] as unknown as Writable;
  const replies = subprocess.stdio[4];
  // A program that is gone is told of by `ended`.
  requests.on("error", () => undefined);
  replies.on("error", () => undefined);
  const ended = subprocess.then((result) => {
    if (result.exitCode !== undefined) return `exit code ${result.exitCode}`;
    return result.signal ?? result.shortMessage ?? "it could not be started";
  });
  const handles = [
    subprocess,
    subprocess.stderr,
    requests,
    replies,
  ] as unknown as Partial<NodeJS.RefCounted>[];
  return {
    requests,
    replies,
    stderrTail: () => tail,
    ended,
    keepAlive: (wanted) => handles.forEach((handle) => (wanted ? handle.ref?.() : handle.unref?.())),
    kill: () => subprocess.kill("SIGKILL"),
  };
}
