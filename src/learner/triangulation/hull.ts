import { eliminate, substituteBack } from "./linear.js";
import type { Triangulation } from "./triangulation.js";

/** A face of a convex hull as a half-space: `normal . x <= offset` inside, with a normal of length 1. */
export interface HullFace {
  readonly vertices: readonly number[];
  readonly normal: readonly number[];
  readonly offset: number;
  /** Extent of the hull, the unit of margins. */
  readonly size: number;
}

/** Returns the faces of the hull of a triangulation. */
export function hullFaces(tri: Triangulation): HullFace[] {
  const { dim, store, coords } = tri;
  let size = 0;
  for (let c = 0; c < dim; c++) {
    let low = Infinity;
    let high = -Infinity;
    for (let v = 0; v < tri.count; v++) {
      low = Math.min(low, coords[v * dim + c]!);
      high = Math.max(high, coords[v * dim + c]!);
    }
    size = Math.max(size, high - low);
  }
  return [...store.ghosts()].map((ghost) => {
    const vertices = Array.from({ length: dim }, (_, i) => store.vertex(ghost, i));
    const inner = store.inner(ghost);
    const apex = store.vertex(inner, store.placeOf(inner, ghost));
    const normal = normalOf(tri, vertices, apex);
    const offset = dot(normal, coords, vertices[0]! * dim);
    return { vertices, normal, offset, size };
  });
}

/** Whether a point is on the inner side of all faces, within `margin` times the extent of the hull. */
export function insideHull(faces: readonly HullFace[], point: ArrayLike<number>, margin: number): boolean {
  return faces.every(({ normal, offset, size }) => dot(normal, point, 0) <= offset + margin * size);
}

/** Returns the points at the corners of the hull: those whose faces do not share a line or a plane. */
export function extremePoints(tri: Triangulation, faces: readonly HullFace[]): number[][] {
  const { dim, coords } = tri;
  const normals = new Map<number, number[][]>();
  for (const face of faces) {
    for (const vertex of face.vertices) {
      const list = normals.get(vertex);
      if (list === undefined) normals.set(vertex, [[...face.normal]]);
      else list.push([...face.normal]);
    }
  }
  return [...normals]
    .filter(([, list]) => rankOf(list) === dim)
    .map(([vertex]) => Array.from(coords.subarray(vertex * dim, (vertex + 1) * dim)));
}

/** Normal of the plane through `vertices`, away from `apex`. */
function normalOf(tri: Triangulation, vertices: readonly number[], apex: number): number[] {
  const { dim, coords } = tri;
  const width = dim + 1;
  // The normal is at right angles to the edges of the face and has product 1 with the edge to the apex.
  const matrix = new Float64Array(dim * width);
  const origin = vertices[0]! * dim;
  for (let r = 0; r < dim; r++) {
    const vertex = (r === dim - 1 ? apex : vertices[r + 1]!) * dim;
    for (let c = 0; c < dim; c++) matrix[r * width + c] = coords[vertex + c]! - coords[origin + c]!;
    matrix[r * width + dim] = r === dim - 1 ? -1 : 0;
  }
  const normal = new Float64Array(dim);
  eliminate(matrix, dim, width);
  substituteBack(matrix, dim, width, normal);
  const length = Math.hypot(...normal);
  return Array.from(normal, (x) => x / length);
}

function dot(a: readonly number[], b: ArrayLike<number>, offset: number): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += a[c]! * b[offset + c]!;
  return sum;
}

/** Number of independent directions among unit vectors, up to 1e-7. */
function rankOf(vectors: number[][]): number {
  const basis: number[][] = [];
  for (const vector of vectors) {
    const rest = [...vector];
    for (const axis of basis) {
      const along = dot(axis, rest, 0);
      for (let c = 0; c < rest.length; c++) rest[c]! -= along * axis[c]!;
    }
    const length = Math.hypot(...rest);
    if (length > 1e-7) basis.push(rest.map((x) => x / length));
  }
  return basis.length;
}
