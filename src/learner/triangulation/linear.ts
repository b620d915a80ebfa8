/**
 * Brings the `n` by `n` matrix in `m` (rows of `width` numbers, any further columns being right-hand sides) to
 * upper triangular form by elimination with row pivoting, and returns its determinant.
 */
export function eliminate(m: Float64Array, n: number, width: number): number {
  let determinant = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let r = k + 1; r < n; r++) {
      if (Math.abs(m[r * width + k]!) > Math.abs(m[pivot * width + k]!)) pivot = r;
    }
    if (pivot !== k) {
      determinant = -determinant;
      swapRows(m, k, pivot, width);
    }
    const diagonal = m[k * width + k]!;
    determinant *= diagonal;
    if (diagonal === 0) return 0;
    for (let r = k + 1; r < n; r++) {
      const factor = m[r * width + k]! / diagonal;
      if (factor === 0) continue;
      for (let c = k; c < width; c++) m[r * width + c]! -= factor * m[k * width + c]!;
    }
  }
  return determinant;
}

/** Solves the triangular system that {@link eliminate} left, for the right-hand side in column `n`. */
export function substituteBack(m: Float64Array, n: number, width: number, out: Float64Array): void {
  for (let k = n - 1; k >= 0; k--) {
    let sum = m[k * width + n]!;
    for (let c = k + 1; c < n; c++) sum -= m[k * width + c]! * out[c]!;
    out[k] = sum / m[k * width + k]!;
  }
}

function swapRows(m: Float64Array, a: number, b: number, width: number): void {
  for (let c = 0; c < width; c++) {
    const kept = m[a * width + c]!;
    m[a * width + c] = m[b * width + c]!;
    m[b * width + c] = kept;
  }
}
