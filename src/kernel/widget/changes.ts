import { SNAPSHOT_KEYS, type Snapshot } from "../../protocol/index.js";

/** Lists the fields of `next` that differ from `last`, by value. */
export function changedFields(last: Snapshot | null, next: Snapshot): Record<string, unknown> {
  const changed = SNAPSHOT_KEYS.filter(
    (key) => last === null || JSON.stringify(last[key]) !== JSON.stringify(next[key]),
  );
  return Object.fromEntries(changed.map((key) => [key, next[key]]));
}
