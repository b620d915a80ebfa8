/** Calls at most once in an interval; the last of several requests always gets its call. */
export interface Throttle {
  /** Asks for a call: now when the last one is long enough ago, else when it is. */
  request(): void;
  /** Makes a call that waits at once. */
  flush(): void;
  /** Drops a call that waits, and takes no more. */
  stop(): void;
}

/**
 * Makes a throttle of `call` with `intervalMs` milliseconds between calls.
 *
 * Its timer does not keep the process alive: a kernel must be able to end.
 */
export function throttle(call: () => void, intervalMs: number, now: () => number = Date.now): Throttle {
  let last = -Infinity;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const run = (): void => {
    timer = null;
    last = now();
    call();
  };
  const cancel = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    request() {
      if (stopped || timer !== null) return;
      const wait = last + intervalMs - now();
      if (wait <= 0) run();
      else timer = setTimeout(run, wait).unref();
    },
    flush() {
      if (timer === null) return;
      cancel();
      run();
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
