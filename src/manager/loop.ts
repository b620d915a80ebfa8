/** How often and until when {@link runLoop} turns. */
export interface LoopOptions {
  /** From the end of one turn to the start of the next, in milliseconds. */
  readonly intervalMs: () => number;
  readonly signal: AbortSignal;
  /** Told of a turn that failed; the loop goes on. */
  readonly onError: (error: unknown) => void;
}

/** A running loop. */
export interface Loop {
  /** Starts the next turn now; if one is under way, another follows it. */
  wake(): void;
  /** Resolves when the loop has ended. */
  readonly finished: Promise<void>;
}

/** Calls `step` again and again until the signal says stop. A failing turn is told and does not end the loop. */
export function runLoop(step: () => Promise<void>, options: LoopOptions): Loop {
  let wakeUp: (() => void) | null = null;
  let woken = false;
  const wake = (): void => {
    woken = true;
    wakeUp?.();
  };
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      if (woken || options.signal.aborted) {
        resolve();
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        options.signal.removeEventListener("abort", end);
        wakeUp = null;
        resolve();
      };
      const timer = setTimeout(end, options.intervalMs());
      options.signal.addEventListener("abort", end, { once: true });
      wakeUp = end;
    });
  const turns = async (): Promise<void> => {
    while (!options.signal.aborted) {
      woken = false;
      try {
        await step();
      } catch (error) {
        if (!isStopped(options.signal)) options.onError(error);
      }
      await pause();
    }
  };
  return { wake, finished: turns() };
}

/** Reads `aborted` again: the compiler would take an earlier answer for the present one. */
function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
