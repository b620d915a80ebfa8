/** Points of the nested Clenshaw-Curtis rules, by depth. */
export const POINTS = [5, 9, 17, 33] as const;

/**
 * Nodes are numbered by the depth at which they first appear, from left to right within one: those of depth
 * `d` are the numbers from `POINTS[d - 1]` to `POINTS[d]`.
 */
const ORDER = [0, 1, 2, 3].flatMap((depth) => {
  const stride = 1 << (3 - depth);
  const all = Array.from({ length: POINTS[depth]! }, (_, i) => i * stride);
  return all.filter((index) => depth === 0 || index % (2 * stride) !== 0);
});

/** Number of the node in the middle, and of those at the ends and next to them by depth. */
export const MIDDLE = ORDER.indexOf(16);
export const FIRST = 0;
export const LAST = 4;
export const SECOND = [8, 4, 2, 1].map((index) => ORDER.indexOf(index));
export const PENULTIMATE = [8, 4, 2, 1].map((index) => ORDER.indexOf(32 - index));

/** Depth of the finest rule. */
export const MAX_DEPTH = 3;

/** Points of the finest rule. */
export const FINEST = 33;

/** A relative change of the coefficients above this means that refining did not help (thesis, section 6.2). */
export const HINT = 0.1;

/** Smallest relative distance of points at which an interval is still worked on. */
export const MIN_SEPARATION = 16 * Number.EPSILON;

/** Growths of the mean value in a chain of intervals after which the integral counts as divergent. */
export const MAX_DIVERGENCES = 20;

/** Condition numbers (2-norm) of the matrices that take coefficients to values, by depth. */
export const CONDITION = [3.3344682315616, 4.17809172801433, 5.50311339373656, 7.50687994609775] as const;

/**
 * The constants of the doubly adaptive quadrature of P. Gonnet (ACM Trans. Math. Softw. 37, 26, 2010; thesis,
 * ETH Zurich 2009): a function on [-1, 1] is represented by its coefficients in orthonormal Legendre
 * polynomials.
 */
export interface Rule {
  /** The 33 nodes in their order, antisymmetric to the last bit. */
  readonly nodes: Float64Array;
  /** By depth: takes the values at the nodes, in their order, to coefficients; row-major. */
  readonly toCoefficients: readonly Float64Array[];
  /** Takes coefficients on an interval to those on its left and right half; upper triangular, row-major, 33 x 33. */
  readonly toLeft: Float64Array;
  readonly toRight: Float64Array;
  /** Three-term recurrence: `x p_k = alpha_k p_(k+1) + gamma_k p_(k-1)`. */
  readonly alpha: Float64Array;
  readonly gamma: Float64Array;
}

let made: Rule | undefined;

/** Returns the constants, computed at the first call. */
export function quadratureRule(): Rule {
  made ??= makeRule();
  return made;
}

function makeRule(): Rule {
  const nodes = makeNodes();
  const alpha = new Float64Array(FINEST + 2);
  const gamma = new Float64Array(FINEST + 2);
  for (let k = 0; k < alpha.length; k++) {
    alpha[k] = Math.sqrt((k + 1) ** 2 / (2 * k + 1) / (2 * k + 3));
    gamma[k] = k < 2 ? 0 : Math.sqrt(k ** 2 / (4 * k ** 2 - 1));
  }
  const toCoefficients = POINTS.map((n) => invert(legendreMatrix(nodes.subarray(0, n), n), n));
  const finest = toCoefficients[MAX_DEPTH]!;
  const toLeft = shiftMatrix(finest, nodes, -1);
  const toRight = shiftMatrix(finest, nodes, 1);
  return { nodes, toCoefficients, toLeft, toRight, alpha, gamma };
}

function makeNodes(): Float64Array {
  const raw = Float64Array.from({ length: FINEST }, (_, i) => -Math.cos(i * (Math.PI / (FINEST - 1))));
  return Float64Array.from(ORDER, (i) => (raw[i]! - raw[FINEST - 1 - i]!) / 2);
}

/** Orthonormal Legendre polynomials of degree below `n` at `xs`, a row for each x. */
function legendreMatrix(xs: Float64Array, n: number): Float64Array {
  const matrix = new Float64Array(xs.length * n);
  xs.forEach((x, row) => {
    let before = 0;
    let here = 1;
    for (let k = 0; k < n; k++) {
      matrix[row * n + k] = here * Math.sqrt(k + 0.5);
      const next = ((2 * k + 1) * x * here - k * before) / (k + 1);
      before = here;
      here = next;
    }
  });
  return matrix;
}

/** Gauss-Jordan elimination with partial pivoting. */
function invert(matrix: Float64Array, n: number): Float64Array {
  const a = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(2 * n);
    row.set(matrix.subarray(i * n, (i + 1) * n));
    row[n + i] = 1;
    return row;
  });
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i]![k]!) > Math.abs(a[pivot]![k]!)) pivot = i;
    [a[k], a[pivot]] = [a[pivot]!, a[k]!];
    const top = a[k]!;
    const scale = 1 / top[k]!;
    for (let j = k; j < 2 * n; j++) top[j]! *= scale;
    for (let i = 0; i < n; i++) {
      const row = a[i]!;
      const factor = row[k]!;
      if (i === k || factor === 0) continue;
      for (let j = k; j < 2 * n; j++) row[j]! -= factor * top[j]!;
    }
  }
  const inverse = new Float64Array(n * n);
  a.forEach((row, i) => inverse.set(row.subarray(n), i * n));
  return inverse;
}

function shiftMatrix(toCoefficients: Float64Array, nodes: Float64Array, side: -1 | 1): Float64Array {
  const n = FINEST;
  const values = legendreMatrix(
    nodes.map((x) => (x + side) / 2),
    n,
  );
  const shift = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    // A polynomial keeps its degree on half of the interval: what is below the diagonal is rounding noise.
    for (let j = i; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += toCoefficients[i * n + k]! * values[k * n + j]!;
      shift[i * n + j] = sum;
    }
  }
  return shift;
}

/**
 * Expands `T_n - T_(n-2)`, whose zeros are the `n` Clenshaw-Curtis nodes, in orthonormal Legendre polynomials,
 * by the recurrence of the Chebyshev polynomials.
 */
export function nodePolynomial(n: number): Float64Array {
  const { alpha } = quadratureRule();
  const length = n + 1;
  const timesX = (p: Float64Array): Float64Array => {
    const out = new Float64Array(length);
    for (let k = 0; k < length; k++) {
      if (k + 1 < length) out[k + 1]! += alpha[k]! * p[k]!;
      if (k > 0) out[k - 1]! += alpha[k - 1]! * p[k]!;
    }
    return out;
  };
  const chebyshev: Float64Array[] = [new Float64Array(length)];
  chebyshev[0]![0] = Math.SQRT2;
  chebyshev.push(timesX(chebyshev[0]!));
  for (let k = 2; k <= n; k++) {
    chebyshev.push(timesX(chebyshev[k - 1]!).map((v, i) => 2 * v - chebyshev[k - 2]![i]!));
  }
  return chebyshev[n]!.map((v, i) => v - chebyshev[n - 2]![i]!);
}
