/**
 * What a loss sees of one simplex, in flat arrays that are filled anew for each: coordinates scaled to a box of
 * size 1 and values scaled to a range of 1. Losses of our own read it; others get arrays of their own.
 */
export interface SimplexFacts {
  /** Dimension of the points. */
  readonly dim: number;
  /** Numbers in a value. */
  readonly vdim: number;
  /** Coordinates of the `dim + 1` vertices, one after the other. */
  readonly points: Float64Array;
  /** Values at the vertices. */
  readonly values: Float64Array;
  /** Coordinates of the vertex beyond the face opposite each vertex. */
  readonly neighborPoints: Float64Array;
  /** Values at them. */
  readonly neighborValues: Float64Array;
  /** 1 where there is such a neighbour, 0 on the hull. */
  readonly hasNeighbor: Uint8Array;
  /** Factor by which the values were multiplied. */
  valueScale: number;
}

/** Makes empty facts for points and values of these dimensions. */
export function makeFacts(dim: number, vdim: number): SimplexFacts {
  const corners = dim + 1;
  return {
    dim,
    vdim,
    points: new Float64Array(corners * dim),
    values: new Float64Array(corners * vdim),
    neighborPoints: new Float64Array(corners * dim),
    neighborValues: new Float64Array(corners * vdim),
    hasNeighbor: new Uint8Array(corners),
    valueScale: 1,
  };
}
