import type { Asked } from "../learner.js";
import { IntervalHeap } from "./interval-heap.js";
import type { IntervalLosses } from "./interval-losses.js";
import { ABSENT, type Line } from "./line.js";
import { priorityOf } from "./priority.js";
import { Ranking } from "./ranking.js";
import type { Sampling } from "./sampling.js";

/** An interval that is to be cut into `parts` equal parts. */
interface Division {
  readonly left: number;
  readonly right: number;
  parts: number;
  /** The loss that each part is expected to have. */
  loss: number;
}

/**
 * Returns `n` points that are expected to lower the loss most, best first, and changes nothing.
 *
 * The bounds come first. The other points go into the intervals so that the largest loss of a part is as small
 * as can be, evenly spaced within each; an infinite loss counts as the interval's width. There are fewer than
 * `n` only where intervals are too narrow for a number between their ends.
 */
export function choosePoints(sampling: Sampling, n: number): Asked<number> {
  const { line } = sampling;
  if (n === 0) return { points: [], lossImprovements: [] };
  const missing = missingBounds(line);
  if (missing.length >= n)
    return { points: missing.slice(0, n), lossImprovements: Array<number>(n).fill(Infinity) };
  if (line.combined.size === 0)
    return { points: evenly(line, n), lossImprovements: Array<number>(n).fill(Infinity) };
  if (n === 1) {
    const best = halveBest(line, sampling.combined);
    if (best !== null) return best;
  }
  const divisions = missing.map((bound) => divisionToBound(line, bound));
  const asked = place(divide(sampling, divisions, n - missing.length));
  asked.points.unshift(...missing);
  asked.lossImprovements.unshift(...missing.map(() => Infinity));
  return asked;
}

function missingBounds(line: Line): number[] {
  const missing: number[] = [];
  if (line.state(0) === ABSENT) missing.push(line.lower);
  if (line.state(1) === ABSENT) missing.push(line.upper);
  return missing;
}

/** Evenly spaced points with both bounds, rounded as NumPy's `linspace` rounds them. */
function evenly({ lower, upper }: Line, n: number): number[] {
  const step = (upper - lower) / (n - 1);
  return Array.from({ length: n }, (_, i) => (i === n - 1 ? upper : i * step + lower));
}

/** The way of nearly every step: one point, in the middle of the first interval; null where it has none. */
function halveBest({ points, combined }: Line, losses: IntervalLosses): Asked<number> | null {
  const left = losses.ordered().idAt(0);
  const a = points.xs[left]!;
  const b = points.xs[combined.nextOf(left)]!;
  const middle = a + (b - a) / 2;
  if (!(middle > a && middle < b)) return null;
  return { points: [middle], lossImprovements: [losses.loss[left]! / 2] };
}

function divisionToBound({ points, combined, lower }: Line, bound: number): Division {
  const xs = points.xs;
  const [left, right] = bound === lower ? [bound, xs[combined.first]!] : [xs[combined.last]!, bound];
  return { left, right, parts: 1, loss: Infinity };
}

/** Hands out `count` cuts, one at a time, to the interval or the part with the highest loss. */
function divide(sampling: Sampling, divisions: Division[], count: number): Division[] {
  const { points, combined } = sampling.line;
  const losses = sampling.combined;
  const xScale = sampling.scaledLoss.xScale;
  const priority = ({ left, right, parts, loss }: Division): number =>
    priorityOf(loss, (right - left) / parts, xScale);
  const ranking = new Ranking(losses.ordered());
  const lefts = { xs: new Float64Array(divisions.length + count) };
  const heap = new IntervalHeap(lefts);
  const add = (division: Division, i: number): void => {
    lefts.xs[i] = division.left;
    heap.set(i, priority(division));
  };
  divisions.forEach(add);
  for (let go = count; go > 0;) {
    const id = ranking.peek();
    if (id < 0 && heap.size === 0) break;
    const best = heap.size > 0 ? divisions[heap.idAt(0)]! : null;
    if (id >= 0) {
      const left = points.xs[id]!;
      const right = points.xs[combined.nextOf(id)]!;
      const loss = losses.loss[id]!;
      if (best === null || isBefore(priorityOf(loss, right - left, xScale), left, heap.keyAt(0), best.left)) {
        ranking.advance();
        if (!(left + (right - left) / 2 > left && left + (right - left) / 2 < right)) continue;
        const division = { left, right, parts: 2, loss: loss / 2 };
        add(division, divisions.push(division) - 1);
        go--;
        continue;
      }
    }
    best!.loss = (best!.loss * best!.parts) / (best!.parts + 1);
    best!.parts++;
    heap.set(heap.idAt(0), priority(best!));
    go--;
  }
  const keys = new Map(divisions.map((division) => [division, priority(division)]));
  return divisions.sort((a, b) => keys.get(b)! - keys.get(a)! || a.left - b.left);
}

/** Whether an interval is to be cut before a division: it has the higher loss, or an equal one and stands right. */
function isBefore(key: number, left: number, divisionKey: number, divisionLeft: number): boolean {
  return key > divisionKey || (key === divisionKey && left > divisionLeft);
}

/** The points of the divisions, in their order. */
function place(divisions: readonly Division[]): Asked<number> {
  const points: number[] = [];
  const lossImprovements: number[] = [];
  for (const { left, right, parts, loss } of divisions) {
    const step = (right - left) / parts;
    let before = left;
    for (let i = 1; i < parts; i++) {
      const x = left + step * i;
      if (!(x > before && x < right)) continue;
      points.push(x);
      lossImprovements.push(loss);
      before = x;
    }
  }
  return { points, lossImprovements };
}
