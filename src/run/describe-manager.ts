import type { Snapshot } from "../protocol/index.js";

/** What the manager of a run is doing, as a line of text. */
export function describeManager(last: Snapshot | null): string {
  if (last === null) return "no manager yet";
  const { pid, host, cpu, memory } = last.manager;
  return `manager ${pid} on ${host}, generation ${last.generation}: ${last.status}, ${(100 * cpu).toFixed(1)}% of a core, ${(memory / 2 ** 20).toFixed(0)} MB`;
}
