import type { Triangulation } from "./triangulation.js";

/**
 * Walks from a simplex to the one that holds the point in the scratch row, each step across a face that has the
 * point on its other side. Ends at a ghost when the point is outside the hull.
 *
 * Orientations are exact, so a walk in a Delaunay triangulation never returns to a simplex. The circumsphere
 * test has a margin, so it is Delaunay up to that only; the number of steps is bounded for this reason.
 */
export function locate(tri: Triangulation, from: number): number {
  const { store, geometry, coords, count } = tri;
  const { width, vertices, neighbors, sign } = store;
  let slot = store.isGhost(from) ? store.inner(from) : from;
  let previous = -1;
  for (let steps = store.size + width; steps > 0; steps--) {
    const offset = slot * width;
    let next = -1;
    for (let k = 0; k < width; k++) {
      const i = (k + steps) % width;
      const candidate = neighbors[offset + i]!;
      if (candidate === previous) continue;
      if (geometry.orient(coords, vertices, offset, i, count) * sign[slot]! < 0) {
        next = candidate;
        break;
      }
    }
    if (next < 0) return slot;
    if (store.isGhost(next)) return next;
    previous = slot;
    slot = next;
  }
  return search(tri, slot);
}

/** Looks at every simplex; for the case that a walk went in circles. */
function search(tri: Triangulation, otherwise: number): number {
  const { store, geometry, coords, count } = tri;
  for (const slot of store.real()) {
    let isInside = true;
    for (let i = 0; i < store.width && isInside; i++) {
      isInside =
        geometry.orient(coords, store.vertices, slot * store.width, i, count) * store.sign[slot]! >= 0;
    }
    if (isInside) return slot;
  }
  return otherwise;
}
