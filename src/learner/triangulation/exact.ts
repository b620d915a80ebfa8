/**
 * Returns the exact sign (-1, 0, 1) of the determinant of an `n` by `n` matrix of *differences* `a - b` of
 * doubles, given as two matrices of rows.
 *
 * Every double is an integer times a power of two, so over one common power the differences are integers and
 * Bareiss' elimination stays in integers. Slow, and asked only where rounding leaves the sign open.
 */
export function exactSign(a: ArrayLike<number>, b: ArrayLike<number>, n: number): number {
  const shift = BigInt(-Math.min(lowestExponent(a, n * n), lowestExponent(b, n * n)));
  const m: bigint[] = [];
  for (let i = 0; i < n * n; i++) m.push(toInteger(a[i]!, shift) - toInteger(b[i]!, shift));
  let sign = 1;
  let previous = 1n;
  for (let k = 0; k < n - 1; k++) {
    let pivot = k;
    while (pivot < n && m[pivot * n + k] === 0n) pivot++;
    if (pivot === n) return 0;
    if (pivot !== k) {
      sign = -sign;
      for (let c = 0; c < n; c++) [m[k * n + c], m[pivot * n + c]] = [m[pivot * n + c]!, m[k * n + c]!];
    }
    const head = m[k * n + k]!;
    for (let r = k + 1; r < n; r++) {
      const first = m[r * n + k]!;
      for (let c = k + 1; c < n; c++)
        m[r * n + c] = (m[r * n + c]! * head - first * m[k * n + c]!) / previous;
    }
    previous = head;
  }
  const last = m[n * n - 1]!;
  return last === 0n ? 0 : last > 0n ? sign : -sign;
}

const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);

/** Exponent of the last bit of the smallest number, that is the unit in which all of them are integers. */
function lowestExponent(values: ArrayLike<number>, count: number): number {
  let lowest = 0;
  for (let i = 0; i < count; i++) {
    if (values[i] === 0) continue;
    double[0] = values[i]!;
    const exponent = Number((bits[0]! >> 52n) & 0x7ffn);
    lowest = Math.min(lowest, Math.max(exponent, 1) - 1075);
  }
  return lowest;
}

function toInteger(value: number, shift: bigint): bigint {
  if (value === 0) return 0n;
  double[0] = value;
  const raw = bits[0]!;
  const exponent = (raw >> 52n) & 0x7ffn;
  const fraction = raw & 0xfffffffffffffn;
  const mantissa = exponent === 0n ? fraction : fraction | 0x10000000000000n;
  const magnitude = mantissa << ((exponent === 0n ? 1n : exponent) - 1075n + shift);
  return value < 0 ? -magnitude : magnitude;
}
