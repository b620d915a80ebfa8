import type { Executor, Settled, Task } from "./executor.js";
import { describeError, type MapStack } from "./point-error.js";

/** Is told which points are evaluated now. */
export interface EvaluationWatch {
  /** Before a point is evaluated. */
  begin(point: unknown): void;
  /** When it has a value or an error. */
  end(point: unknown): void;
  /** When no point follows at once. */
  rest(): void;
}

/** What a {@link SequentialExecutor} needs beside the function. */
export interface SequentialOptions {
  /** Shows the user's own lines in stacks. */
  readonly mapStack?: MapStack;
  readonly watch?: Pick<EvaluationWatch, "begin" | "end">;
  /** Points of an async function that may be in flight at once. @defaultValue 1 */
  readonly cores?: number;
}

/**
 * Evaluates points in the thread that calls it: one after the other when the function is synchronous,
 * side by side when it returns promises.
 */
export class SequentialExecutor<T extends Task = Task> implements Executor<T> {
  readonly cores: number;
  readonly #function: (point: never) => unknown;
  readonly #options: SequentialOptions;
  readonly #waiting: T[] = [];
  readonly #finished: Settled<T>[] = [];
  #notify: (() => void) | null = null;

  constructor(fn: (point: never) => unknown, options: SequentialOptions = {}) {
    this.#function = fn;
    this.#options = options;
    this.cores = options.cores ?? 1;
  }

  get capacity(): number {
    return this.cores;
  }

  submit(tasks: readonly T[]): void {
    this.#waiting.push(...tasks);
  }

  settled(): readonly Settled<T>[] | Promise<readonly Settled<T>[]> {
    for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift()) {
      const settled = this.#evaluate(task);
      if (settled !== null) return [settled];
    }
    if (this.#finished.length > 0) return this.#finished.splice(0);
    return new Promise((resolve) => {
      this.#notify = () => {
        this.#notify = null;
        resolve(this.#finished.splice(0));
      };
    });
  }

  drop(): readonly T[] {
    return this.#waiting.splice(0);
  }

  close(): Promise<void> {
    this.drop();
    return Promise.resolve();
  }

  /** Gives a synchronous function's result; null when it is a promise, which settles later. */
  #evaluate(task: T): Settled<T> | null {
    const { watch } = this.#options;
    watch?.begin(task.point);
    const startedAt = performance.now();
    const seconds = (): number => (performance.now() - startedAt) / 1000;
    const failed = (thrown: unknown): Settled<T> => {
      watch?.end(task.point);
      const error = describeError(thrown, this.#options.mapStack, task.point);
      return { task, error, thrown, seconds: seconds() };
    };
    try {
      const fn = this.#function;
      const value = fn(task.point as never);
      if (!isThenable(value)) {
        watch?.end(task.point);
        return { task, value, seconds: seconds() };
      }
      value.then(
        (result) => {
          watch?.end(task.point);
          this.#finish({ task, value: result, seconds: seconds() });
        },
        (thrown: unknown) => this.#finish(failed(thrown)),
      );
      return null;
    } catch (thrown) {
      return failed(thrown);
    }
  }

  #finish(settled: Settled<T>): void {
    this.#finished.push(settled);
    this.#notify?.();
  }
}

/** Whether a function's result has to be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
