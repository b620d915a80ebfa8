import { AdaptiveSchedulerError, refuseUnknownOptions } from "../protocol/index.js";
import { withDoorReference } from "./door.js";
import { Interpreter } from "./interpreter.js";

/** How {@link python} runs its interpreter. */
export interface PythonOptions {
  /** The interpreter. @defaultValue python3 */
  readonly python?: string;
  /** Folder to run in, from which modules are imported too. @defaultValue the job's */
  readonly cwd?: string;
  /** Variables added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const OPTIONS = ["python", "cwd", "env"];

/** The interpreters of this thread: functions that call the same share one. */
const interpreters = new Map<string, Interpreter>();

function interpreterOf(target: string, options: PythonOptions): Interpreter {
  const key = JSON.stringify([target, options.python, options.cwd, Object.entries(options.env ?? {})]);
  let interpreter = interpreters.get(key);
  if (interpreter === undefined) {
    interpreter = new Interpreter({ ...options, python: options.python ?? "python3", target });
    interpreters.set(key, interpreter);
  }
  return interpreter;
}

/**
 * Makes a function to learn out of a Python function: `"package.module:function"`.
 *
 * Each thread or process that evaluates points starts one interpreter, which imports the module once. A point arrives
 * as a float or a tuple; the value may be a number, list, dict, or a NumPy scalar or array. An exception is an error
 * with the Python traceback as its stack.
 *
 * @throws AdaptiveSchedulerError `bad-option` when `target` is not `module:function`
 */
// Only the caller knows what the Python function takes.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function python<P = number, V = number>(
  target: string,
  options: PythonOptions = {},
): (point: P) => Promise<V> {
  refuseUnknownOptions("python", options, OPTIONS);
  if (!/^[\w.]+:[\w.]+$/.test(target)) {
    throw new AdaptiveSchedulerError(
      "bad-option",
      `python takes "module:function", not ${JSON.stringify(target)}`,
    );
  }
  const evaluate = (point: P): Promise<V> => interpreterOf(target, options).call(point) as Promise<V>;
  return withDoorReference(evaluate, "python", [target, options]);
}
