import { distance, fitCoefficients, norm, shiftCoefficients } from "./coefficients.js";
import { CONDITION, HINT, MAX_DIVERGENCES, POINTS, quadratureRule } from "./rule.js";

const NO_COEFFICIENTS = new Float64Array(0);

/**
 * An interval of the quadrature, a node of the binary tree of intervals.
 *
 * `estimate` sums the finest known integrals below it: of its two halves where both have one, else its own.
 */
export class Interval {
  readonly id: number;
  // Numbers from the beginning: the engine keeps them unboxed then.
  readonly a: number = NaN;
  readonly b: number = NaN;
  readonly level: number;
  readonly parent: Interval | undefined;
  /** Place among the open intervals; -1 when it is not one of them. */
  place = -1;
  /** Rule in use: 0 has 5 points, 3 has 33. */
  depth = 0;
  /** Depth up to which all values are in; -1 for none. */
  depthComplete = -1;
  /** How often the mean grew by more than a factor of 2 on the way down to here. */
  divergences = 0;
  err = NaN;
  /** Integral of the fit; there is none as long as there is no error estimate with it. */
  integral = NaN;
  hasIntegral = false;
  coefficients: Float64Array = NO_COEFFICIENTS;
  /** First coefficient of the coarsest fit. */
  firstMean = NaN;
  /** The halves, both or none. */
  left: Interval | undefined = undefined;
  right: Interval | undefined = undefined;
  /** Exact to rounding, or below such an interval: not worked on any more, and its error counts apart. */
  removed = false;
  /** Exact to rounding itself: halves that were asked for before that was known do not count. */
  exact = false;
  hasEstimate = false;
  estimate = NaN;
  estimateErr = NaN;
  /** The part of `estimateErr` that belongs to removed intervals. */
  estimateRemovedErr = NaN;
  /** Values at the nodes of the rule in use, in their order. */
  readonly values: number[] = [];
  /** Bits of the nodes 0 to 31 whose values are in, and node 32. */
  #known = 0;
  #knowsLast = false;
  /** Values that miss at depth 0 to 3, one byte each. */
  #missing = 0x10_08_04_05;

  constructor(id: number, a: number, b: number, parent: Interval | undefined) {
    this.id = id;
    this.a = a;
    this.b = b;
    this.parent = parent;
    this.level = parent === undefined ? 1 : parent.level + 1;
    if (parent === undefined) this.depth = 2;
    else this.divergences = parent.divergences;
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
    for (let i = this.values.length; i < POINTS[this.depth]!; i++) this.values.push(NaN);
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
    const { left, right } = this;
    if (!this.exact && left?.hasEstimate === true && right?.hasEstimate === true) {
      this.hasEstimate = true;
      this.estimate = left.estimate + right.estimate;
      this.estimateErr = left.estimateErr + right.estimateErr;
      this.estimateRemovedErr = left.estimateRemovedErr + right.estimateRemovedErr;
    } else if (this.hasIntegral) {
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

/** Takes note that an interval has another error. */
export interface ErrorListener {
  onError(interval: Interval): void;
}

/** Computes integral and error of `interval` once all values of `depth` are in; tells the listener of each changed error. */
export function completeDepth(interval: Interval, depth: number, listener: ErrorListener): Completed {
  interval.depthComplete = depth;
  const before = interval.coefficients;
  interval.coefficients = fitCoefficients(interval.values, depth);
  const { parent } = interval;
  // The first interval has nothing to compare with yet.
  if (parent === undefined && depth === 2) return { forceSplit: false, exact: false, diverges: false };
  interval.integral = ((interval.b - interval.a) * interval.coefficients[0]!) / Math.SQRT2;
  interval.hasIntegral = true;
  let forceSplit = false;
  let diverges = false;
  if (depth > 0) {
    const change = setError(interval, before, listener);
    forceSplit = change > HINT * norm(interval.coefficients);
  } else if (parent !== undefined) {
    diverges = compareWithFamily(interval, parent, listener);
  }
  const exact = interval.err < Math.abs(interval.integral) * Number.EPSILON * CONDITION[depth]!;
  return { forceSplit, exact, diverges };
}

function compareWithFamily(interval: Interval, parent: Interval, listener: ErrorListener): boolean {
  let diverges = false;
  interval.firstMean = interval.coefficients[0]!;
  if (parent.depthComplete >= 0) {
    setError(interval, shiftCoefficients(parent.coefficients, parent.left === interval), listener);
    diverges = countDivergence(interval, parent);
  }
  const { left, right } = interval;
  if (left !== undefined) diverges = compareWithHalf(interval, left, listener) || diverges;
  if (right !== undefined) diverges = compareWithHalf(interval, right, listener) || diverges;
  return diverges;
}

/** Compares with a half that got its values first. */
function compareWithHalf(interval: Interval, half: Interval, listener: ErrorListener): boolean {
  const diverges = half.depthComplete >= 0 && countDivergence(half, interval);
  if (half.depthComplete === 0) {
    setError(half, shiftCoefficients(interval.coefficients, interval.left === half), listener);
  }
  return diverges;
}

function setError(interval: Interval, before: Float64Array, listener: ErrorListener): number {
  const change = distance(before, interval.coefficients);
  interval.err = (interval.b - interval.a) * change;
  listener.onError(interval);
  const { left, right, err } = interval;
  if (left !== undefined && left.depthComplete < 0) guessError(left, err / 2, listener);
  if (right !== undefined && right.depthComplete < 0) guessError(right, err / 2, listener);
  return change;
}

/** Takes half of the parent's error for an interval that cannot know its own yet, and so on below it. */
function guessError(interval: Interval, err: number, listener: ErrorListener): void {
  interval.err = err;
  listener.onError(interval);
  const { left, right } = interval;
  if (left !== undefined && takesGuess(left, interval)) guessError(left, err / 2, listener);
  if (right !== undefined && takesGuess(right, interval)) guessError(right, err / 2, listener);
}

function takesGuess(half: Interval, interval: Interval): boolean {
  return half.depthComplete < 0 || (half.depthComplete === 0 && interval.depthComplete < 0);
}

/** Counts a growth of the mean from parent to child; true if there were too many of them. */
function countDivergence(child: Interval, parent: Interval): boolean {
  if (parent.firstMean === 0 || !(child.firstMean / parent.firstMean > 2)) return isDivergent(child);
  return addDivergence(child);
}

function addDivergence(interval: Interval): boolean {
  interval.divergences++;
  let diverges = isDivergent(interval);
  if (interval.left !== undefined) diverges = addDivergence(interval.left) || diverges;
  if (interval.right !== undefined) diverges = addDivergence(interval.right) || diverges;
  return diverges;
}

function isDivergent(interval: Interval): boolean {
  return interval.divergences > MAX_DIVERGENCES && 2 * interval.divergences > interval.level;
}
