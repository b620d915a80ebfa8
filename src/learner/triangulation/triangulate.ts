import { renumber } from "./renumber.js";
import { Triangulation } from "./triangulation.js";

/**
 * Returns the Delaunay triangulation of points, whose vertices are numbered as the points are, or null when they
 * do not span the space.
 *
 * A point that lies on another one (within 1e-8 of the size of a simplex) is refused with a null as well.
 */
export function triangulate(
  dim: number,
  points: readonly ArrayLike<number>[],
  options?: { readonly keepsCracks?: boolean },
): Triangulation | null {
  const corners = chooseCorners(dim, points);
  if (corners === null) return null;
  // The corners come first whatever their place, so that vertex numbers grow with the order of the points
  // only when the corners are the first points. That is so but for points that begin in a hyperplane.
  const order = [...corners];
  for (let i = 0; i < points.length; i++) if (!corners.includes(i)) order.push(i);
  const isInOrder = order.every((index, place) => index === place);
  const tri = new Triangulation(
    dim,
    corners.map((i) => points[i]!),
    options,
  );
  for (const index of order.slice(dim + 1)) if (tri.insert(points[index]!) < 0) return null;
  if (!isInOrder) renumber(tri, order);
  return tri;
}

/** Returns the numbers of the first points that span the space, or null. */
function chooseCorners(dim: number, points: readonly ArrayLike<number>[]): number[] | null {
  const chosen: number[] = [];
  const first = points[0];
  if (first === undefined) return null;
  const basis: Float64Array[] = [];
  chosen.push(0);
  for (let i = 1; i < points.length && chosen.length <= dim; i++) {
    const edge = Float64Array.from({ length: dim }, (_, c) => points[i]![c]! - first[c]!);
    const length = Math.hypot(...edge);
    for (const axis of basis) project(edge, axis);
    for (const axis of basis) project(edge, axis);
    const rest = Math.hypot(...edge);
    if (!(rest > 1e-12 * length) || length === 0) continue;
    for (let c = 0; c < dim; c++) edge[c]! /= rest;
    basis.push(edge);
    chosen.push(i);
  }
  return chosen.length === dim + 1 ? chosen : null;
}

function project(edge: Float64Array, axis: Float64Array): void {
  let along = 0;
  for (let c = 0; c < edge.length; c++) along += edge[c]! * axis[c]!;
  for (let c = 0; c < edge.length; c++) edge[c]! -= along * axis[c]!;
}
