import { distance, fitCoefficients, norm, shiftCoefficients } from "./coefficients.js";
import { CONDITION, HINT, MAX_DIVERGENCES, POINTS, quadratureRule } from "./rule.js";

const NO_CHILDREN: readonly Interval[] = [];
const NO_COEFFICIENTS = new Float64Array(0);

/**
 * An interval of the quadrature, a node of the binary tree of intervals.
 *
 * `estimate` sums the finest known integrals below it: of its two halves where both have one, else its own.
 */
export class Interval {
  /** Rule in use: 0 has 5 points, 3 has 33. */
  depth: number;
  /** Depth up to which all values are in; -1 for none. */
  depthComplete = -1;
  /** How often the mean grew by more than a factor of 2 on the way down to here. */
  divergences: number;
  err: number;
  /** Integral of the fit; undefined as long as there is no error estimate with it. */
  integral: number | undefined;
  coefficients: Float64Array = NO_COEFFICIENTS;
  /** First coefficient of the coarsest fit. */
  firstMean = 0;
  children: readonly [Interval, Interval] | undefined;
  /** Exact to rounding, or below such an interval: not worked on any more, and its error counts apart. */
  removed = false;
  /** Exact to rounding itself: halves that were asked for before that was known do not count. */
  exact = false;
  hasEstimate = false;
  estimate = 0;
  estimateErr = 0;
  /** The part of `estimateErr` that belongs to removed intervals. */
  estimateRemovedErr = 0;
  /** Values at the nodes of the rule in use, in their order. */
  readonly values: number[] = [];
  /** Bits of the nodes 0 to 31 whose values are in, and node 32. */
  #known = 0;
  #knowsLast = false;
  /** Values that miss at depth 0 to 3, one byte each. */
  #missing = 0x10_08_04_05;

  constructor(
    readonly id: number,
    readonly a: number,
    readonly b: number,
    readonly level: number,
    readonly parent: Interval | undefined,
  ) {
    this.depth = parent === undefined ? 2 : 0;
    this.divergences = parent === undefined ? 0 : parent.divergences;
    // Halves of infinity would all be equal; halves of the largest number are not.
    this.err = parent === undefined ? Number.MAX_VALUE : parent.err / 2;
    this.makeRoom();
  }

  /** Returns where a node is. */
  pointAt(node: number): number {
    return (this.a + this.b) / 2 + ((this.b - this.a) * quadratureRule().nodes[node]!) / 2;
  }

  /** Makes room for the values of the depth in use. */
  makeRoom(): void {
    for (let i = this.values.length; i < POINTS[this.depth]!; i++) this.values.push(0);
  }

  /** Sets the value at a node; false if it was known. */
  setValue(node: number, value: number): boolean {
    if (node === 32 ? this.#knowsLast : (this.#known & (1 << node)) !== 0) return false;
    if (node === 32) this.#knowsLast = true;
    else this.#known |= 1 << node;
    this.values[node] = value;
    this.#missing -= 1 << (8 * depthOfNode(node));
    return true;
  }

  /** Whether all values of the rule of `depth` are in. */
  isComplete(depth: number): boolean {
    return (this.#missing & (0xff_ff_ff_ff >>> (8 * (3 - depth)))) === 0;
  }

  /** Sums up the halves or takes its own values; the estimates of the halves must be up to date. */
  sumUp(): void {
    const left = this.children?.[0];
    const right = this.children?.[1];
    if (!this.exact && left?.hasEstimate === true && right?.hasEstimate === true) {
      this.hasEstimate = true;
      this.estimate = left.estimate + right.estimate;
      this.estimateErr = left.estimateErr + right.estimateErr;
      this.estimateRemovedErr = left.estimateRemovedErr + right.estimateRemovedErr;
    } else if (this.integral !== undefined) {
      this.hasEstimate = true;
      this.estimate = this.integral;
      this.estimateErr = this.err;
      this.estimateRemovedErr = this.removed ? this.err : 0;
    } else {
      this.hasEstimate = false;
    }
  }
}

/** Returns the depth at which a node first appears. */
function depthOfNode(node: number): number {
  if (node < 5) return 0;
  if (node < 9) return 1;
  return node < 17 ? 2 : 3;
}

/** What came of a completed rule. */
export interface Completed {
  /** Refining did not help: split next. */
  readonly forceSplit: boolean;
  /** The estimate is exact to rounding. */
  readonly exact: boolean;
  readonly diverges: boolean;
}

/** Computes integral and error of `interval` once all values of `depth` are in; calls `changed` for each changed error. */
export function completeDepth(
  interval: Interval,
  depth: number,
  changed: (other: Interval) => void,
): Completed {
  interval.depthComplete = depth;
  const before = interval.coefficients;
  interval.coefficients = fitCoefficients(interval.values, depth);
  const { parent } = interval;
  // The first interval has nothing to compare with yet.
  if (parent === undefined && depth === 2) return { forceSplit: false, exact: false, diverges: false };
  interval.integral = ((interval.b - interval.a) * interval.coefficients[0]!) / Math.SQRT2;
  let forceSplit = false;
  let diverges = false;
  if (depth > 0) {
    const change = setError(interval, before, changed);
    forceSplit = change > HINT * norm(interval.coefficients);
  } else if (parent !== undefined) {
    diverges = compareWithFamily(interval, parent, changed);
  }
  const exact = interval.err < Math.abs(interval.integral) * Number.EPSILON * CONDITION[depth]!;
  return { forceSplit, exact, diverges };
}

function compareWithFamily(
  interval: Interval,
  parent: Interval,
  changed: (other: Interval) => void,
): boolean {
  let diverges = false;
  interval.firstMean = interval.coefficients[0]!;
  if (parent.depthComplete >= 0) {
    setError(interval, shiftCoefficients(parent.coefficients, sideOf(interval, parent)), changed);
    diverges = countDivergence(interval, parent);
  }
  for (const child of interval.children ?? NO_CHILDREN) {
    if (child.depthComplete >= 0) diverges = countDivergence(child, interval) || diverges;
    if (child.depthComplete === 0) {
      setError(child, shiftCoefficients(interval.coefficients, sideOf(child, interval)), changed);
    }
  }
  return diverges;
}

function sideOf(interval: Interval, parent: Interval): "left" | "right" {
  return parent.children?.[0] === interval ? "left" : "right";
}

function setError(interval: Interval, before: Float64Array, changed: (other: Interval) => void): number {
  const change = distance(before, interval.coefficients);
  interval.err = (interval.b - interval.a) * change;
  changed(interval);
  for (const child of interval.children ?? NO_CHILDREN) {
    if (child.depthComplete < 0) guessError(child, interval.err / 2, changed);
  }
  return change;
}

/** Takes half of the parent's error for an interval that cannot know its own yet, and so on below it. */
function guessError(interval: Interval, err: number, changed: (other: Interval) => void): void {
  interval.err = err;
  changed(interval);
  for (const child of interval.children ?? NO_CHILDREN) {
    if (child.depthComplete > 0 || (child.depthComplete === 0 && interval.depthComplete >= 0)) continue;
    guessError(child, err / 2, changed);
  }
}

/** Counts a growth of the mean from parent to child; true if there were too many of them. */
function countDivergence(child: Interval, parent: Interval): boolean {
  if (parent.firstMean === 0 || !(child.firstMean / parent.firstMean > 2)) return isDivergent(child);
  return addDivergence(child);
}

function addDivergence(interval: Interval): boolean {
  interval.divergences++;
  let diverges = isDivergent(interval);
  for (const child of interval.children ?? NO_CHILDREN) diverges = addDivergence(child) || diverges;
  return diverges;
}

function isDivergent(interval: Interval): boolean {
  return interval.divergences > MAX_DIVERGENCES && 2 * interval.divergences > interval.level;
}
