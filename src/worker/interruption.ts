/** Why work on a learner ends before its goal. */
export type Interruption =
  /** The job has to end: give the learner back. */
  | { readonly kind: "stop"; readonly cause: "preempted" | "walltime" | "cancelled" }
  /** The learner is another job's now: write nothing more. */
  | { readonly kind: "stale"; readonly reason: string };

/** A switch that is thrown once, with a reason. */
export class Interrupt {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it was thrown; null while it was not. */
  get reason(): Interruption | null {
    return this.signal.aborted ? (this.signal.reason as Interruption) : null;
  }

  /** Throws the switch; later calls change nothing. */
  throw(reason: Interruption): void {
    this.#controller.abort(reason);
  }

  /** Makes a switch that is thrown with this one, and may be thrown alone. */
  child(): Interrupt {
    const child = new Interrupt();
    const pass = (): void => child.throw(this.reason!);
    if (this.signal.aborted) pass();
    else this.signal.addEventListener("abort", pass, { once: true, signal: child.signal });
    return child;
  }

  /** Gives what `pending` resolves to, or null when the switch is thrown first. */
  async race<T>(pending: Promise<T>): Promise<T | null> {
    if (this.signal.aborted) return null;
    let onAbort: (() => void) | undefined;
    const thrown = new Promise<null>((resolve) => {
      onAbort = () => resolve(null);
      this.signal.addEventListener("abort", onAbort, { once: true });
    });
    try {
      return await Promise.race([pending, thrown]);
    } finally {
      this.signal.removeEventListener("abort", onAbort!);
    }
  }

  /** Waits so many milliseconds, or until the switch is thrown. */
  async sleep(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await this.race(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))));
    clearTimeout(timer);
  }
}

/** Gives what `pending` resolves to, or null after `ms` milliseconds. */
export async function within<T>(pending: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, ms, null)));
  try {
    return await Promise.race([pending, late]);
  } finally {
    clearTimeout(timer);
  }
}
