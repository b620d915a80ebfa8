/**
 * Makes a goal that is reached after a time, counted from this call.
 *
 * @example new Runner(learner, { goal: stopAfter({ minutes: 5 }) })
 */
export function stopAfter(
  time: { readonly seconds?: number; readonly minutes?: number; readonly hours?: number },
  now: () => number = Date.now,
): () => boolean {
  const endsAt = now() + 1000 * ((time.seconds ?? 0) + 60 * (time.minutes ?? 0) + 3600 * (time.hours ?? 0));
  return () => now() > endsAt;
}
