import { FINEST, nodePolynomial, POINTS, quadratureRule } from "./rule.js";

/**
 * Returns the Legendre coefficients of the polynomial through the values at the nodes of depth `depth`.
 *
 * `values` are in the order of the nodes. A value that is not finite is left out: the polynomial is the one
 * of lower degree through the others (thesis of P. Gonnet, algorithm 5).
 */
export function fitCoefficients(values: readonly number[], depth: number): Float64Array {
  const n = POINTS[depth]!;
  let isFinite = true;
  for (let j = 0; j < n; j++) isFinite &&= Number.isFinite(values[j]!);
  if (!isFinite) return fitWithout(values.slice(0, n), depth);
  const matrix = quadratureRule().toCoefficients[depth]!;
  const coefficients = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[at++]! * values[j]!;
    coefficients[i] = sum;
  }
  return coefficients;
}

/** Fits with zeros in place of the missing values, then lowers the degree by one for each of them. */
function fitWithout(values: readonly number[], depth: number): Float64Array {
  const { alpha, gamma, nodes } = quadratureRule();
  const missing = [...values.keys()]
    .filter((i) => !Number.isFinite(values[i]!))
    .sort((i, j) => nodes[i]! - nodes[j]!);
  const c = fitCoefficients(
    values.map((value) => (Number.isFinite(value) ? value : 0)),
    depth,
  );
  let b = nodePolynomial(POINTS[depth]!);
  let m = POINTS[depth]! - 1;
  for (const node of missing) {
    // Every value is missing: the fit is zero.
    if (m === 0) return c.fill(0);
    const x = nodes[node]!;
    // Divide the node polynomial by (x - node).
    b[m + 1]! /= alpha[m]!;
    b[m] = (b[m]! + x * b[m + 1]!) / alpha[m - 1]!;
    for (let j = m - 1; j > 0; j--) {
      b[j] = (b[j]! + x * b[j + 1]! - gamma[j + 1]! * b[j + 2]!) / alpha[j - 1]!;
    }
    b = b.subarray(1);
    const factor = c[m]! / b[m]!;
    for (let j = 0; j < m; j++) c[j]! -= factor * b[j]!;
    c[m] = 0;
    m--;
  }
  return c;
}

/** Returns the coefficients of a parent's polynomial on its left or right half. */
export function shiftCoefficients(parent: Float64Array, isLeft: boolean): Float64Array {
  const rule = quadratureRule();
  const matrix = isLeft ? rule.toLeft : rule.toRight;
  const n = parent.length;
  const shifted = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = i; j < n; j++) sum += matrix[i * FINEST + j]! * parent[j]!;
    shifted[i] = sum;
  }
  return shifted;
}

/** Returns the Euclidean norm of coefficients. */
export function norm(c: Float64Array): number {
  let sum = 0;
  for (const v of c) sum += v * v;
  return Math.sqrt(sum);
}

/** Returns the Euclidean norm of the difference of two fits, of equal degree or not. */
export function distance(a: Float64Array, b: Float64Array): number {
  const long = a.length >= b.length ? a : b;
  const short = long === a ? b : a;
  let sum = 0;
  for (let i = 0; i < short.length; i++) sum += (long[i]! - short[i]!) ** 2;
  for (let i = short.length; i < long.length; i++) sum += long[i]! ** 2;
  return Math.sqrt(sum);
}
