/** What this process uses: share of a core since the last call, and memory in bytes. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

/** Measures this process between calls. */
export function makeUsageMeter(now: () => number): () => Usage {
  let before = { at: now(), cpu: process.cpuUsage() };
  return () => {
    const at = now();
    const used = process.cpuUsage(before.cpu);
    const elapsedMicroseconds = Math.max(1, at - before.at) * 1000;
    // Short spans say little: they keep the span that they are part of.
    if (at - before.at > 5000) before = { at, cpu: process.cpuUsage() };
    return { cpu: (used.user + used.system) / elapsedMicroseconds, memory: process.memoryUsage.rss() };
  };
}
