import type { Cavity } from "./cavity.js";

/**
 * Whether the faces around a cavity close up: each of their ridges is in exactly two of them.
 *
 * A cavity among simplices alone always does. One that reaches the hull may not, when some hull faces next to
 * the point count as flat and others do not; filling it would tie the triangulation into a knot.
 */
export function closesUp(cavity: Cavity): boolean {
  const { store } = cavity;
  let reachesHull = false;
  for (let k = 0; k < cavity.count && !reachesHull; k++) reachesHull = store.isGhost(cavity.slots[k]!);
  if (!reachesHull) return true;
  const counts = new Map<string, number>();
  for (let k = 0; k < cavity.faceCount; k++) {
    const place = cavity.facePlaces[k]!;
    for (let left = 0; left < store.width; left++) {
      if (left === place) continue;
      let ridge = "";
      for (let i = 0; i < store.width; i++) {
        if (i !== place && i !== left) ridge += `${store.vertex(cavity.faceSlots[k]!, i)},`;
      }
      counts.set(ridge, (counts.get(ridge) ?? 0) + 1);
    }
  }
  for (const count of counts.values()) if (count !== 2) return false;
  return true;
}
