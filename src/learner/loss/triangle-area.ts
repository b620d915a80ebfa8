import type { LossWindow } from "./loss-window.js";

/** Mean area of the triangles that neighbouring points of the window span; the width when there are only two. */
export function meanTriangleArea(window: LossWindow): number {
  const { first, last, order, xs } = window;
  if (last - first === 2) return xs[order + 1]! - xs[order]!;
  let sum = 0;
  for (let place = first; place < last - 2; place++) {
    sum += window.isVector ? areaOfVectors(window, place) : areaOfScalars(window, place);
  }
  return sum / (last - first - 2);
}

function areaOfScalars({ xs, ys }: LossWindow, p: number): number {
  const ax = xs[p]! - xs[p + 2]!;
  const ay = ys[p]! - ys[p + 2]!;
  const bx = xs[p + 1]! - xs[p + 2]!;
  const by = ys[p + 1]! - ys[p + 2]!;
  return Math.abs(ax * by - bx * ay) / 2;
}

/**
 * Area of a triangle in a space of any dimension from its squared sides: the Cayley-Menger determinant
 * (https://mathworld.wolfram.com/Cayley-MengerDeterminant.html), by elimination with pivots as in adaptive.
 */
function areaOfVectors(window: LossWindow, p: number): number {
  const a = squaredDistance(window, p, p + 1);
  const b = squaredDistance(window, p, p + 2);
  const c = squaredDistance(window, p + 1, p + 2);
  const square = cayleyMenger(a, b, c) / -16;
  return square > 0 ? Math.sqrt(square) : square === square ? 0 : NaN;
}

function squaredDistance({ xs, ys, dimension }: LossWindow, p: number, q: number): number {
  const dx = xs[p]! - xs[q]!;
  let sum = dx * dx;
  for (let k = 0; k < dimension; k++) {
    const dy = ys[p * dimension + k]! - ys[q * dimension + k]!;
    sum += dy * dy;
  }
  return sum;
}

/** Determinant of [[0,1,1,1], [1,0,a,b], [1,a,0,c], [1,b,c,0]]. */
function cayleyMenger(a: number, b: number, c: number): number {
  // After the first column (pivot 1 from the second row) rows [1,1,1], [a,-a,c-b], [b,c-a,-b] are left.
  const rows: [number, number, number][] = [
    [1, 1, 1],
    [a, -a, c - b],
    [b, c - a, -b],
  ];
  let sign = -1;
  const p = a > 1 && a >= b ? 1 : b > 1 ? 2 : 0;
  if (p > 0) {
    [rows[0], rows[p]] = [rows[p]!, rows[0]!];
    sign = -sign;
  }
  const [u, v, w] = rows as [[number, number, number], [number, number, number], [number, number, number]];
  const [l1, l2] = [v[0] / u[0], w[0] / u[0]];
  const m11 = v[1] - l1 * u[1];
  const m12 = v[2] - l1 * u[2];
  const m21 = w[1] - l2 * u[1];
  const m22 = w[2] - l2 * u[2];
  if (Math.abs(m21) > Math.abs(m11)) return -sign * u[0] * m21 * (m12 - (m11 / m21) * m22);
  if (m11 === 0) return 0;
  return sign * u[0] * m11 * (m22 - (m21 / m11) * m12);
}
