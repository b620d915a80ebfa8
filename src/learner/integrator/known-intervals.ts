import { Interval } from "./interval.js";
import type { Growth, IntervalTree } from "./interval-tree.js";
import { MAX_DEPTH, MIDDLE, POINTS } from "./rule.js";

/**
 * Grows a tree wherever all new points of a refinement or of a half have values, as told by `isKnown`.
 *
 * So points that were told in any order make the intervals that they were asked for.
 */
export function growWhereKnown(
  tree: IntervalTree,
  isKnown: (x: number) => boolean,
  onGrowth: (growth: Growth) => void,
): void {
  const work = [...tree.open];
  for (let interval = work.pop(); interval; interval = work.pop()) {
    if (interval.left !== undefined || !tree.open.has(interval)) continue;
    const split = !isRefinementKnown(interval, isKnown);
    if (split && !halvesOf(interval).some((half) => isRuleKnown(half, 0, isKnown))) continue;
    const growth = tree.growAt(interval, split);
    onGrowth(growth);
    if (growth.kind === "refined") work.push(interval);
    else if (growth.kind === "split") work.push(growth.interval.left!, growth.interval.right!);
  }
}

function isRefinementKnown(interval: Interval, isKnown: (x: number) => boolean): boolean {
  return interval.depth < MAX_DEPTH && isRuleKnown(interval, interval.depth + 1, isKnown);
}

function isRuleKnown(interval: Interval, depth: number, isKnown: (x: number) => boolean): boolean {
  for (let node = POINTS[depth - 1] ?? 0; node < POINTS[depth]!; node++) {
    if (!isKnown(interval.pointAt(node))) return false;
  }
  return true;
}

/** Returns the halves as they would be, not part of the tree. */
function halvesOf(interval: Interval): Interval[] {
  const middle = interval.pointAt(MIDDLE);
  return [new Interval(-1, interval.a, middle, interval), new Interval(-1, middle, interval.b, interval)];
}
