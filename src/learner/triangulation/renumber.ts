import type { Triangulation } from "./triangulation.js";

/** Gives vertex `k` the number `order[k]` throughout, and puts the vertices of each simplex in order again. */
export function renumber(tri: Triangulation, order: readonly number[]): void {
  const { dim, store } = tri;
  const coords = tri.coords.slice();
  const simplexOf = tri.vertexSimplex.slice();
  order.forEach((vertex, k) => {
    tri.coords.set(coords.subarray(k * dim, (k + 1) * dim), vertex * dim);
    tri.vertexSimplex[vertex] = simplexOf[k]!;
  });
  for (let slot = 0; slot < store.size; slot++) {
    const isGhost = store.isGhost(slot);
    if (!store.isLive(slot)) continue;
    const offset = slot * store.width;
    const last = isGhost ? dim : store.width;
    for (let i = 0; i < last; i++) store.vertices[offset + i] = order[store.vertices[offset + i]!]!;
    sortVertices(tri, slot, last);
  }
  tri.forgetTree();
}

/** Sorts the first vertices of a simplex by exchanges of neighbours, each of which turns the orientation. */
function sortVertices(tri: Triangulation, slot: number, last: number): void {
  const { vertices, neighbors, sign, width } = tri.store;
  const offset = slot * width;
  for (let end = last - 1; end > 0; end--) {
    for (let i = offset; i < offset + end; i++) {
      if (vertices[i]! < vertices[i + 1]!) continue;
      [vertices[i], vertices[i + 1]] = [vertices[i + 1]!, vertices[i]!];
      [neighbors[i], neighbors[i + 1]] = [neighbors[i + 1]!, neighbors[i]!];
      sign[slot] = -sign[slot]!;
    }
  }
}
