import type { Attempt, Executor, Settled } from "../../src/runner/index.js";

/** An executor whose points settle when the test says so. */
export class ManualExecutor implements Executor<Attempt> {
  readonly submitted: Attempt[] = [];
  readonly #settled: Settled<Attempt>[] = [];
  #notify: (() => void) | null = null;
  isClosed = false;

  constructor(
    readonly cores: number,
    public capacity = cores,
  ) {}

  submit(tasks: readonly Attempt[]): void {
    this.submitted.push(...tasks);
  }

  /** Settles the oldest submitted point with a value, or with an error. */
  settle(result: { value: unknown } | { message: string }): void {
    const task = this.submitted.shift()!;
    if ("value" in result) this.#settled.push({ task, value: result.value, seconds: 0.001 });
    else {
      const error = { message: result.message, stack: `${result.message}\n    at f`, point: task.point };
      this.#settled.push({ task, error, seconds: 0.001 });
    }
    this.#notify?.();
  }

  settled(): Promise<readonly Settled<Attempt>[]> {
    return new Promise((resolve) => {
      this.#notify = () => {
        if (this.#settled.length === 0) return;
        this.#notify = null;
        resolve(this.#settled.splice(0));
      };
      this.#notify();
    });
  }

  drop(): readonly Attempt[] {
    return [];
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

/** Lets everything run that is ready to. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
