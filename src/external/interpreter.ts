import { createInterface } from "node:readline";
import type { RunningProgram } from "../exec/index.js";
import { AdaptiveSchedulerError } from "../protocol/index.js";
import { PYTHON_DRIVER } from "./python-driver.js";

/** Which interpreter calls what. */
export interface InterpreterOptions {
  readonly python: string;
  readonly target: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** An exception of the Python function, with its traceback as the stack. */
export class PythonError extends Error {
  constructor(type: string, message: string, traceback: string) {
    super(message);
    this.name = type;
    this.stack = traceback.trimEnd();
  }
}

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Answer =
  | { readonly value: unknown }
  | { readonly error: { readonly type: string; readonly message: string; readonly traceback: string } };

/** A Python process that evaluates points one after the other, and is started again when it has died. */
export class Interpreter {
  readonly #options: InterpreterOptions;
  #program: Promise<RunningProgram> | null = null;
  readonly #calls: Call[] = [];

  constructor(options: InterpreterOptions) {
    this.#options = options;
  }

  /** Calls the function at a point. @throws PythonError, or `python-ended` when the interpreter died */
  async call(point: unknown): Promise<unknown> {
    this.#program ??= this.#start();
    const program = await this.#program;
    return new Promise((resolve, reject) => {
      this.#calls.push({ resolve, reject });
      program.keepAlive(true);
      program.requests.write(`${JSON.stringify(point, encodeNumber)}\n`);
    });
  }

  async #start(): Promise<RunningProgram> {
    const { startProgram } = await import("../exec/index.js");
    const { python, target, cwd, env } = this.#options;
    const program = startProgram([python, "-u", "-c", PYTHON_DRIVER, target], {
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
    });
    createInterface({ input: program.replies }).on("line", (line) =>
      this.#settle(program, JSON.parse(line) as Answer),
    );
    void program.ended.then((how) => this.#ended(program, how));
    return program;
  }

  #settle(program: RunningProgram, answer: Answer): void {
    const call = this.#calls.shift();
    if (this.#calls.length === 0) program.keepAlive(false);
    if ("value" in answer) call?.resolve(decodeNumbers(answer.value));
    else call?.reject(new PythonError(answer.error.type, answer.error.message, answer.error.traceback));
  }

  #ended(program: RunningProgram, how: string): void {
    this.#program = null;
    const tail = program.stderrTail().trimEnd();
    const message = `the Python interpreter of ${this.#options.target} ended: ${how}${tail === "" ? "" : `\n${tail}`}`;
    for (const call of this.#calls.splice(0))
      call.reject(new AdaptiveSchedulerError("python-ended", message));
  }
}

function encodeNumber(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? { $: String(value) } : value;
}

const SPECIAL: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, "-inf": -Infinity };

function decodeNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeNumbers);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === "$") return SPECIAL[String(first[1])];
  return Object.fromEntries(entries.map(([key, item]) => [key, decodeNumbers(item)]));
}
