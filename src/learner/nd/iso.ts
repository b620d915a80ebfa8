/** Returns the lines on which the values, linear on triangles, equal a level: x1, y1, x2, y2 of each piece. */
export function isolines(
  points: readonly (readonly number[])[],
  values: readonly number[],
  triangles: Uint32Array,
  levels: readonly number[],
): Float64Array {
  const pieces: number[] = [];
  for (const level of levels) {
    for (let t = 0; t < triangles.length; t += 3) {
      const ends = crossings(points, values, triangles.subarray(t, t + 3), level);
      if (ends.length === 2) pieces.push(...ends[0]!, ...ends[1]!);
    }
  }
  return Float64Array.from(pieces);
}

/** Returns the surface on which the values, linear on tetrahedra, equal a level: one or two triangles in each. */
export function isosurface(
  points: readonly (readonly number[])[],
  values: readonly number[],
  tetrahedra: Uint32Array,
  level: number,
): { x: Float64Array; y: Float64Array; z: Float64Array; triangles: Uint32Array } {
  const corners: number[][] = [];
  const triangles: number[] = [];
  for (let t = 0; t < tetrahedra.length; t += 4) {
    const ends = crossings(points, values, tetrahedra.subarray(t, t + 4), level);
    if (ends.length < 3) continue;
    const first = corners.length;
    corners.push(...ends);
    triangles.push(first, first + 1, first + 2);
    // Four crossings come as ac, ad, bc, bd: ac-ad-bc and ad-bc-bd are the halves of their quadrangle.
    if (ends.length === 4) triangles.push(first + 1, first + 2, first + 3);
  }
  const axis = (k: number): Float64Array => Float64Array.from(corners, (corner) => corner[k]!);
  return { x: axis(0), y: axis(1), z: axis(2), triangles: Uint32Array.from(triangles) };
}

/** Returns where the edges of a simplex cross the level: from each corner below to each above, in that order. */
function crossings(
  points: readonly (readonly number[])[],
  values: readonly number[],
  simplex: Uint32Array,
  level: number,
): number[][] {
  const below = [...simplex].filter((i) => values[i]! < level);
  const above = [...simplex].filter((i) => values[i]! >= level);
  return below.flatMap((i) =>
    above.map((j) => {
      const share = (level - values[i]!) / (values[j]! - values[i]!);
      return points[i]!.map((from, axis) => from + share * (points[j]![axis]! - from));
    }),
  );
}
