/**
 * Returns the value that a Student t variable with `df` degrees of freedom exceeds with probability `tail`.
 *
 * Accurate to a relative 1e-12 for `tail` from 1e-100 up and any `df` from 1: Newton's method on the logarithm of the
 * tail, which is an incomplete beta function (DLMF 8.17.22, continued fraction by Lentz's method). A
 * positive `guess` near the answer saves steps, where `tail` is below 1/2.
 */
export function studentQuantile(tail: number, df: number, guess?: number): number {
  if (!(tail >= 0 && tail <= 1 && df > 0)) return NaN;
  if (tail > 0.5) return -studentQuantile(1 - tail, df);
  if (tail === 0.5) return 0;
  if (tail === 0) return Infinity;
  const logScale = logBetaScale(df);
  let t = guess ?? firstGuess(tail, df);
  for (let i = 0; i < 200; i++) {
    const { above, density } = tailOf(t, df, logScale);
    const step = (above * Math.log(above / tail)) / density;
    const next = Math.min(Math.max(t + step, t / 8), 8 * t + 1);
    const change = Math.abs(next - t);
    t = next;
    // Convergence is quadratic: the step after one so small would be below rounding.
    if (change <= 1e-8 * t) break;
  }
  return t;
}

/** The normal quantile (Abramowitz and Stegun 26.2.23) widened to first order in 1/df; by a power law for few degrees. */
function firstGuess(tail: number, df: number): number {
  const s = Math.sqrt(-2 * Math.log(tail));
  const z =
    s -
    (2.515517 + 0.802853 * s + 0.010328 * s * s) / (1 + 1.432788 * s + 0.189269 * s * s + 0.001308 * s ** 3);
  const normal = Math.max(z, 1e-3);
  if (df < 3)
    return Math.max(1 / Math.tan(Math.PI * Math.max(tail, 1e-300)) ** (1 / Math.max(df, 0.5)), 1e-3);
  return normal + (normal ** 3 + normal) / (4 * df);
}

/** The probability above `t` and its density there; t > 0. */
function tailOf(t: number, df: number, logScale: number): { above: number; density: number } {
  const ratio = (t * t) / df;
  const a = df / 2;
  const x = 1 / (1 + ratio);
  const y = ratio * x;
  // x^a / B(a, 1/2), without losing digits for large a.
  const power = Math.exp(logScale - a * Math.log1p(ratio));
  const density = power * Math.sqrt(x / df);
  const prefactor = 0.5 * power * Math.sqrt(y);
  if (y > 1.5 / (a + 2.5)) return { above: (prefactor * upperFraction(a, y)) / a, density };
  return { above: 0.5 - 2 * prefactor * lowerFraction(a, y), density };
}

/**
 * The continued fraction of I_x(a, 1/2) in x = 1 - y, every two steps taken together: so written, no term is
 * the small difference of large ones, however large `a`.
 */
function upperFraction(a: number, y: number): number {
  const b = 0.5;
  const x = 1 - y;
  let c = (1 - b + (a + b) * y) / (a + 1);
  let d = 0;
  let denominator = c;
  for (let m = 1; m < 10_000; m++) {
    const [before, here, after] = [a + 2 * m - 1, a + 2 * m, a + 2 * m + 1];
    const odd = ((a + m - 1) * (a + b + m - 1) * x) / ((before - 1) * before);
    const alpha = (-odd * m * (m - b) * x) / (before * here);
    const constant =
      ((2 * m + 1 - b) * a + 6 * m * m - 2 * m * b + b + 2 * m - 1) * a + 4 * m ** 3 - 2 * m + 2 * m * b;
    const linear = (a + m) * (a + b + m) * before + m * (m - b) * after;
    const beta = (constant + linear * y) / (before * here * after);
    d = 1 / (beta + alpha * d);
    c = beta + alpha / c;
    denominator *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return 1 / denominator;
}

/** The continued fraction of I_y(1/2, a). */
function lowerFraction(a: number, y: number): number {
  const b = 0.5;
  let c = 1;
  let d = 1 / (1 - ((a + b) * y) / (b + 1));
  let h = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (a - m) * y) / ((b + 2 * m - 1) * (b + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    h *= d * c;
    const odd = (-(b + m) * (a + b + m) * y) / ((b + 2 * m) * (b + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

/** Returns -log B(df/2, 1/2), which is log of Γ((df + 1)/2) / (Γ(df/2) √π). */
function logBetaScale(df: number): number {
  // Γ(a + 1/2) / Γ(a) by its asymptotic series at a + n, and back down by the recurrence.
  let a = df / 2;
  let log = 0;
  for (; a < 30; a++) log += Math.log(a / (a + 0.5));
  const r = 1 / a;
  const series =
    1 +
    r *
      (-1 / 8 +
        r *
          (1 / 128 +
            r *
              (5 / 1024 +
                r * (-21 / 32768 + r * (-399 / 262144 + r * (869 / 4194304 + r * (39325 / 33554432)))))));
  return log + 0.5 * Math.log(a) + Math.log(series) - 0.5 * Math.log(Math.PI);
}
