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
    if (!store.isLive(slot)) continue;
    const offset = slot * store.stride;
    const last = store.isGhost(slot) ? dim : store.width;
    for (let i = 0; i < last; i++) store.cells[offset + i] = order[store.cells[offset + i]!]!;
    sortVertices(tri, slot, last);
  }
  tri.forgetTree();
}

/** Sorts the first vertices of a simplex by exchanges of neighbours, each of which turns the orientation. */
function sortVertices(tri: Triangulation, slot: number, last: number): void {
  const { cells, width, stride, turnAt } = tri.store;
  const offset = slot * stride;
  for (let end = last - 1; end > 0; end--) {
    for (let i = offset; i < offset + end; i++) {
      if (cells[i]! < cells[i + 1]!) continue;
      const j = i + width;
      [cells[i], cells[i + 1]] = [cells[i + 1]!, cells[i]!];
      [cells[j], cells[j + 1]] = [cells[j + 1]!, cells[j]!];
      cells[offset + turnAt] = -cells[offset + turnAt]!;
    }
  }
}
