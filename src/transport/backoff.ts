/** How long to wait between attempts; milliseconds. */
export interface Backoff {
  /** Before the second attempt. */
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Gives the wait before attempt `attempt + 1`: doubling from `firstMs` to `maxMs`, of which a random share between a
 * half and all is used, so that thousands of jobs that lost the manager together do not come back together.
 */
export function backoffMs(
  attempt: number,
  { firstMs, maxMs }: Backoff,
  random: () => number = Math.random,
): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return full * (0.5 + 0.5 * random());
}
