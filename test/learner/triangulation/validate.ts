import type { Triangulation } from "../../../src/learner/triangulation/triangulation.js";

/** Says what is wrong with the structure of a triangulation, or nothing. */
export function findFault(tri: Triangulation): string | undefined {
  const { store, dim } = tri;
  const { width, stride, cells } = store;
  const verticesOf = (slot: number): number[] => [...cells.subarray(slot * stride, slot * stride + width)];
  const neighborsOf = (slot: number): number[] => [
    ...cells.subarray(slot * stride + width, slot * stride + 2 * width),
  ];
  const seen = new Set<number>();
  for (let slot = 0; slot < store.size; slot++) {
    const isGhost = store.isGhost(slot);
    if (!store.isLive(slot)) continue;
    const list = verticesOf(slot).slice(0, isGhost ? dim : width);
    if (list.some((vertex, i) => vertex < 0 || vertex >= tri.count || (i > 0 && list[i - 1]! >= vertex)))
      return `vertices of ${slot}: ${list}`;
    if (!isGhost) {
      list.forEach((vertex) => seen.add(vertex));
      const turn = Math.sign(tri.geometry.orient(tri.coords, cells, slot * stride, -1, -1));
      if (!store.isFlat(slot) && turn !== store.sign(slot))
        return `orientation of ${slot} (${list}) is ${turn}, not ${store.sign(slot)}`;
    }
    for (let i = 0; i < width; i++) {
      const other = store.neighbor(slot, i);
      const back = neighborsOf(other).indexOf(slot);
      if (back < 0) return `${other} does not know its neighbour ${slot}`;
      const face = verticesOf(slot).filter((_, k) => k !== i);
      const otherFace = verticesOf(other).filter((_, k) => k !== back);
      if (face.join() !== otherFace.join()) return `${slot} and ${other} share ${face} and ${otherFace}`;
    }
  }
  for (let vertex = 0; vertex < tri.count; vertex++) {
    if (!seen.has(vertex)) return `vertex ${vertex} is in no simplex`;
    const slot = tri.vertexSimplex[vertex]!;
    if (!store.isLive(slot) || !verticesOf(slot).includes(vertex)) return `simplex ${slot} of ${vertex}`;
  }
  return undefined;
}

/** Sum of the volumes of all simplices. */
export function totalVolume(tri: Triangulation): number {
  let volume = 0;
  for (const slot of tri.store.real()) volume += tri.volume(slot);
  return volume;
}
