import { execa, type ResultPromise } from "execa";
import { CommandError } from "./command-error.js";
import { environment } from "./environment.js";

/** What a program is run with. */
export interface CommandOptions {
  /** Milliseconds until the program and its children are ended. @defaultValue no limit */
  readonly timeoutMs?: number;
  /** Ends the program and its children when it aborts. */
  readonly signal?: AbortSignal;
  /** Variables to add to its environment; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Give it only the variables that every program needs (PATH, HOME, locale, ...) and `env`. @defaultValue false */
  readonly cleanEnv?: boolean;
  /** Text for its standard input. @defaultValue none: the input is empty */
  readonly input?: string;
  /** Folder to run in. @defaultValue this process's */
  readonly cwd?: string;
  /** Bytes of output (each of stdout and stderr) after which it is ended. @defaultValue 256 MiB */
  readonly maxOutputBytes?: number;
}

/** What a program that ran to its end has left. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Its exit code; 128 + n when signal n ended it, as shells say it. */
  readonly exitCode: number;
  readonly durationMs: number;
}

/** Runs a program: {@link runCommand} and what stands in for it in tests. */
export type RunCommand = (argv: readonly string[], options?: CommandOptions) => Promise<CommandResult>;

const GRACE_MS = 2000;

/**
 * Runs a program without a shell and waits for its end.
 *
 * An exit code other than 0 is a result, not an error. The program gets a process group of its own, so that
 * ending it ends its children too.
 *
 * @throws CommandError `command-not-started`, `command-timeout`, `command-cancelled`, `command-output`
 */
export async function runCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [program, ...args] = argv;
  if (program === undefined || program === "") {
    throw new CommandError("command-not-started", "runCommand needs a program: argv is empty", { argv });
  }
  if (options.signal?.aborted === true) throw cancelled(argv, options.signal);
  const startedAt = performance.now();
  const subprocess = execa(program, args, {
    env: environment(options),
    extendEnv: false,
    ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    detached: true,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: options.maxOutputBytes ?? 256 * 1024 * 1024,
  });
  const guard = guardGroup(subprocess, options);
  try {
    const result = await subprocess;
    const { stdout, stderr } = result;
    if (guard.reason === "timeout") {
      const seconds = (options.timeoutMs ?? 0) / 1000;
      throw new CommandError("command-timeout", `${program} did not end within ${seconds} s and was ended`, {
        argv,
        stdout,
        stderr,
      });
    }
    if (guard.reason === "cancelled") throw cancelled(argv, options.signal, { stdout, stderr });
    if (result.isMaxBuffer) {
      throw new CommandError("command-output", `${program} wrote more than allowed and was ended`, {
        argv,
        stdout,
        stderr,
      });
    }
    if (result.exitCode === undefined && result.signal === undefined) {
      const cause: unknown = result.cause ?? result;
      throw new CommandError("command-not-started", `${program} could not be started: ${reasonOf(cause)}`, {
        argv,
        cause,
      });
    }
    return { stdout, stderr, exitCode: exitCodeOf(result), durationMs: performance.now() - startedAt };
  } finally {
    guard.stop();
  }
}

function cancelled(
  argv: readonly string[],
  signal?: AbortSignal,
  output: { stdout?: string; stderr?: string } = {},
): CommandError {
  return new CommandError("command-cancelled", `${argv[0] ?? ""} was cancelled`, {
    argv,
    ...output,
    cause: signal?.reason,
  });
}

function reasonOf(cause: unknown): string {
  if (typeof cause !== "object" || cause === null) return String(cause);
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return code === "ENOENT" ? "no such program" : String(message);
}

function exitCodeOf(result: { exitCode?: number; signal?: string }): number {
  if (result.exitCode !== undefined) return result.exitCode;
  return 128 + (SIGNAL_NUMBERS[result.signal ?? ""] ?? 0);
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGILL: 4, SIGABRT: 6, SIGBUS: 7, SIGFPE: 8, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15,
}; // prettier-ignore

/** Ends the whole process group at the time limit, on abort, and when this process ends first. */
function guardGroup(
  subprocess: ResultPromise,
  options: CommandOptions,
): { reason: "timeout" | "cancelled" | null; stop(): void } {
  const { pid } = subprocess;
  const kill = (signal: NodeJS.Signals): void => {
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // the group is gone
    }
  };
  let force: NodeJS.Timeout | undefined;
  const end = (reason: "timeout" | "cancelled"): void => {
    if (guard.reason !== null) return;
    guard.reason = reason;
    kill("SIGTERM");
    force = setTimeout(() => {
      kill("SIGKILL");
      // Somebody outside the group may still hold the pipes.
      subprocess.stdout?.destroy();
      subprocess.stderr?.destroy();
    }, GRACE_MS);
  };
  const timer =
    options.timeoutMs === undefined ? undefined : setTimeout(() => end("timeout"), options.timeoutMs);
  const onAbort = (): void => end("cancelled");
  const onExit = (): void => kill("SIGKILL");
  options.signal?.addEventListener("abort", onAbort);
  process.once("exit", onExit);
  const guard = {
    reason: null as "timeout" | "cancelled" | null,
    stop: (): void => {
      clearTimeout(timer);
      clearTimeout(force);
      options.signal?.removeEventListener("abort", onAbort);
      process.removeListener("exit", onExit);
    },
  };
  return guard;
}
