/**
 * Makes a goal that is reached after a time, counted from this call.
 *
 * @example
 * ```ts
 * const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
 * simple(learner, { goal: stopAfter({ seconds: 0.01 }) });
 * learner.npoints > 0; // true
 * ```
 */
export function stopAfter(
  time: { readonly seconds?: number; readonly minutes?: number; readonly hours?: number },
  now: () => number = Date.now,
): () => boolean {
  const endsAt = now() + 1000 * ((time.seconds ?? 0) + 60 * (time.minutes ?? 0) + 3600 * (time.hours ?? 0));
  return () => now() > endsAt;
}
