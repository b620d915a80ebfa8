import { SHARED } from "./cells.js";
import type { SortedLinks } from "./links.js";

/** Not reached by any root. */
export const NOBODY = -2;

/**
 * Tells which root reaches each node: its number, {@link SHARED} for several, {@link NOBODY} for none.
 *
 * @param forced nodes that are shared whoever reaches them.
 */
export function findOwners(
  { starts, targets }: SortedLinks,
  roots: readonly (number | null)[],
  forced: Iterable<number>,
): Int32Array {
  const owners = new Int32Array(starts.length - 1).fill(NOBODY);
  const spread = (start: number, owner: number): void => {
    const stack = [start];
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (owners[node] === owner || owners[node] === SHARED) continue;
      const mark = owners[node] === NOBODY ? owner : SHARED;
      if (mark === SHARED && owner !== SHARED) {
        spread(node, SHARED);
        continue;
      }
      owners[node] = mark;
      for (let at = starts[node]!; at < starts[node + 1]!; at++) stack.push(targets[at]!);
    }
  };
  for (const node of forced) spread(node, SHARED);
  roots.forEach((root, index) => {
    if (root !== null) spread(root, index);
  });
  return owners;
}
