import { AdaptiveSchedulerError } from "../../protocol/index.js";

/** Where a task is: which function (in the order of their first submission), and which of its calls. */
export interface TaskId {
  readonly functionIndex: number;
  readonly callIndex: number;
}

/** One call that a {@link SlurmExecutor} computes in a job: await it, or ask `done()` and `result()`. */
export class SlurmTask<Value = unknown> implements PromiseLike<Value> {
  readonly taskId: TaskId;
  readonly #settled: Promise<Value>;
  #resolve!: (value: Value) => void;
  #reject!: (error: unknown) => void;
  #state: { readonly value: Value } | { readonly error: unknown } | null = null;

  /** Made by `SlurmExecutor.submit`. */
  constructor(taskId: TaskId) {
    this.taskId = taskId;
    this.#settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever awaits it is told; nobody has to.
    this.#settled.catch(() => undefined);
  }

  /** Whether it has a result, or failed. */
  done(): boolean {
    return this.#state !== null;
  }

  /** The result, now. @throws what the call failed with; AdaptiveSchedulerError with code `not-done` when it has none yet */
  result(): Value {
    if (this.#state === null) {
      const { functionIndex, callIndex } = this.taskId;
      throw new AdaptiveSchedulerError(
        "not-done",
        `Call ${callIndex} of function ${functionIndex} has no result yet: await the task, or ask done() first.`,
      );
    }
    if ("error" in this.#state) throw this.#state.error;
    return this.#state.value;
  }

  then<A = Value, B = never>(
    onResult?: ((value: Value) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#settled.then(onResult, onError);
  }

  /** @internal */
  settle(state: { readonly value: Value } | { readonly error: unknown }): void {
    if (this.#state !== null) return;
    this.#state = state;
    if ("error" in state) this.#reject(state.error);
    else this.#resolve(state.value);
  }

  toString(): string {
    const state = this.#state === null ? "pending" : "error" in this.#state ? "failed" : "done";
    return `SlurmTask(${this.taskId.functionIndex}, ${this.taskId.callIndex}, ${state})`;
  }
}
