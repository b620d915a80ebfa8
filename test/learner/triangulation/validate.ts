import type { Triangulation } from "../../../src/learner/triangulation/triangulation.js";

/** Says what is wrong with the structure of a triangulation, or nothing. */
export function findFault(tri: Triangulation): string | undefined {
  const { store, dim } = tri;
  const { width, vertices, neighbors } = store;
  const seen = new Set<number>();
  for (let slot = 0; slot < store.size; slot++) {
    const isGhost = store.isGhost(slot);
    if (!store.isLive(slot)) continue;
    const list = [...vertices.subarray(slot * width, slot * width + (isGhost ? dim : width))];
    if (list.some((vertex, i) => vertex < 0 || vertex >= tri.count || (i > 0 && list[i - 1]! >= vertex)))
      return `vertices of ${slot}: ${list}`;
    if (!isGhost) {
      list.forEach((vertex) => seen.add(vertex));
      const turn = Math.sign(tri.geometry.orient(tri.coords, vertices, slot * width, -1, -1));
      if (store.flat[slot] === 0 && turn !== store.sign[slot])
        return `orientation of ${slot} (${list}) is ${turn}, not ${store.sign[slot]}`;
    }
    for (let i = 0; i < width; i++) {
      const other = neighbors[slot * width + i]!;
      const back = [...neighbors.subarray(other * width, other * width + width)].indexOf(slot);
      if (back < 0) return `${other} does not know its neighbour ${slot}`;
      const face = [...vertices.subarray(slot * width, slot * width + width)].filter((_, k) => k !== i);
      const otherFace = [...vertices.subarray(other * width, other * width + width)].filter(
        (_, k) => k !== back,
      );
      if (face.join() !== otherFace.join()) return `${slot} and ${other} share ${face} and ${otherFace}`;
    }
  }
  for (let vertex = 0; vertex < tri.count; vertex++) {
    if (!seen.has(vertex)) return `vertex ${vertex} is in no simplex`;
    const slot = tri.vertexSimplex[vertex]!;
    if (!store.isLive(slot) || !vertices.subarray(slot * width, slot * width + width).includes(vertex))
      return `simplex ${slot} of ${vertex}`;
  }
  return undefined;
}

/** Sum of the volumes of all simplices. */
export function totalVolume(tri: Triangulation): number {
  let volume = 0;
  for (const slot of tri.store.real()) volume += tri.volume(slot);
  return volume;
}
