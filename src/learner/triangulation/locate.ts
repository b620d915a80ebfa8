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
  const { width, stride, cells } = store;
  let slot = store.isGhost(from) ? store.inner(from) : from;
  let previous = -1;
  for (let steps = store.size + width; steps > 0; steps--) {
    const offset = slot * stride;
    const sign = store.sign(slot);
    let next = -1;
    for (let k = 0; k < width; k++) {
      const i = (k + steps) % width;
      const candidate = cells[offset + width + i]!;
      if (candidate === previous) continue;
      if (geometry.orient(coords, cells, offset, i, count) * sign < 0) {
        next = candidate;
        break;
      }
    }
    if (next < 0) return slot;
    if (store.isGhost(next)) return next;
    previous = slot;
    slot = next;
  }
  return search(tri);
}

/** Looks at every simplex, then at every face of the hull; for the case that a walk did not arrive. */
export function search(tri: Triangulation): number {
  const { store, count } = tri;
  for (const slot of store.real()) if (tri.holds(slot, count)) return slot;
  let nearest = -1;
  let farthest = -Infinity;
  for (const ghost of store.ghosts()) {
    const volume = tri.geometry.relativeVolume(tri.coords, store.cells, ghost * store.stride, tri.dim, count);
    const distance = volume * store.sign(ghost);
    if (distance <= farthest) continue;
    farthest = distance;
    nearest = ghost;
  }
  return nearest;
}
