const ROUNDING = 1e12;

/**
 * Returns the priority of an interval: its loss, made finite and rounded to 12 digits after the point, so that
 * losses that are equal up to rounding are equal (adaptive's `finite_loss`).
 *
 * An infinite or undefined loss becomes the interval's share of the x scale. Intervals whose loss rounds to
 * zero come after all others, the widest first; adaptive would halve the leftmost of them for ever.
 *
 * @param width - of the interval, or of one of its parts when it is to be divided
 */
export function priorityOf(loss: number, width: number, xScale: number): number {
  const finite = Number.isFinite(loss) ? loss : width / xScale;
  const rounded = Math.trunc(finite * ROUNDING + 0.5) / ROUNDING;
  if (rounded === 0) return (width / xScale - 2) * (0.1 / ROUNDING);
  return Number.isFinite(rounded) ? rounded : finite;
}
