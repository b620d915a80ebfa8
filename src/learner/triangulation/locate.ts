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
  return search(tri);
}

/** Looks at every simplex, then at every face of the hull; for the case that a walk did not arrive. */
export function search(tri: Triangulation): number {
  const { store, count } = tri;
  for (const slot of store.real()) if (tri.holds(slot, count)) return slot;
  let nearest = -1;
  let farthest = -Infinity;
  for (const ghost of store.ghosts()) {
    const distance = tri.geometry.relativeVolume(
      tri.coords,
      store.vertices,
      ghost * store.width,
      tri.dim,
      count,
    );
    if (distance * store.sign[ghost]! <= farthest) continue;
    farthest = distance * store.sign[ghost]!;
    nearest = ghost;
  }
  return nearest;
}
