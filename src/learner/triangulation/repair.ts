import type { Cavity } from "./cavity.js";
import { FLAT } from "./geometry.js";

/**
 * Makes an unsound cavity sound: shrinks it, by exact orientations, until every face around it is seen from the
 * point and no vertex is lost.
 *
 * Rounding and the margin of the circumsphere test make unsound cavities among nearly flat simplices. What
 * stays in any case is the core: the simplices that hold the point in their closure. Returns false when even
 * the core cannot be filled; then the point cannot be a vertex.
 */
export function repairCavity(cavity: Cavity, coords: Float64Array, p: number, start: number): boolean {
  const wanted = new Set(cavity.slots.slice(0, cavity.count));
  const core = collectCore(cavity, coords, p, start);
  for (const slot of core) wanted.add(slot);
  for (;;) {
    keepConnected(cavity, wanted, start);
    if (cavity.check(coords, p)) return true;
    if (!shrink(cavity, coords, p, core, wanted)) return false;
  }
}

/** Simplices that hold `p` in their closure, and ghosts whose face `p` lies in or beyond. */
function collectCore(cavity: Cavity, coords: Float64Array, p: number, start: number): Set<number> {
  const { store, geometry } = cavity;
  const { width, stride, cells } = store;
  const core = new Set([start]);
  for (const slot of core) {
    const offset = slot * stride;
    if (store.isGhost(slot)) continue;
    for (let i = 0; i < width; i++) {
      const next = store.neighbor(slot, i);
      if (geometry.orient(coords, cells, offset, i, p) * store.sign(slot) <= 0) core.add(next);
      else if (!store.isGhost(next)) continue;
      else if (Math.abs(geometry.relativeVolume(coords, cells, offset, i, p)) < FLAT) core.add(next);
    }
  }
  return core;
}

/** Refills the cavity with the wanted slots that are joined to `start`. */
function keepConnected(cavity: Cavity, wanted: Set<number>, start: number): void {
  cavity.clear();
  cavity.add(start);
  for (let k = 0; k < cavity.count; k++) {
    for (let i = 0; i < cavity.store.width; i++) {
      const next = cavity.store.neighbor(cavity.slots[k]!, i);
      if (wanted.has(next) && !cavity.has(next)) cavity.add(next);
    }
  }
}

/** Drops what makes the cavity unsound from `wanted`; false when only the core is left to blame. */
function shrink(
  cavity: Cavity,
  coords: Float64Array,
  p: number,
  core: Set<number>,
  wanted: Set<number>,
): boolean {
  let dropped = false;
  for (let k = 0; k < cavity.faceCount; k++) {
    const slot = cavity.faceSlots[k]!;
    if (core.has(slot) || cavity.isSeen(coords, p, slot, cavity.facePlaces[k]!)) continue;
    dropped = wanted.delete(slot) || dropped;
  }
  if (dropped) return true;
  for (let k = 0; k < cavity.count; k++) {
    const slot = cavity.slots[k]!;
    if (core.has(slot)) continue;
    for (let j = 0; j < cavity.store.width; j++) {
      if (!cavity.keepsVertex(cavity.store.vertex(slot, j))) dropped = wanted.delete(slot) || dropped;
    }
  }
  return dropped;
}
