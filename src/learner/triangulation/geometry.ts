import { planarGeometry } from "./planar.js";
import { spatialGeometry } from "./spatial.js";
import { generalGeometry } from "./general.js";

/**
 * How far inside a circumsphere a point on it counts, relative to the radius.
 *
 * Points on one sphere (a grid, midpoints of edges) are all inside each other's spheres by this margin, which
 * is how adaptive's Bowyer-Watson decides ties; ours must decide alike to choose the same points.
 */
export const SPHERE_MARGIN = 1e-8;

/** Below this volume, relative to its edges, a simplex is flat and is never made. */
export const FLAT = 1e-8;

/**
 * The tests on coordinates that a triangulation of one dimension makes.
 *
 * Points are numbers of rows in a flat array of coordinates, simplices are runs of `dim + 1` such numbers in
 * `vertices` from `offset`.
 */
export interface Geometry {
  /** Whether point `p` lies in the circumsphere of a simplex, with {@link SPHERE_MARGIN}. */
  inSphere(coords: Float64Array, vertices: Int32Array, offset: number, p: number): boolean;
  /**
   * Returns the signed volume of the simplex that replaces vertex `skip` by `p` *at the end*, divided by the
   * mean absolute coordinate of its edges to the power of the dimension.
   */
  relativeVolume(coords: Float64Array, vertices: Int32Array, offset: number, skip: number, p: number): number;
  /** Returns a number with the exact sign of the orientation of a simplex with vertex `at` replaced by `p`. */
  orient(coords: Float64Array, vertices: Int32Array, offset: number, at: number, p: number): number;
  /** Returns the signed volume of a simplex times the factorial of the dimension, in floating point. */
  determinant(coords: Float64Array, vertices: Int32Array, offset: number): number;
}

/** Returns the tests for a dimension from 2 up; 2 and 3 have their own, faster ones. */
export function geometryOf(dim: number): Geometry {
  if (dim === 2) return planarGeometry;
  if (dim === 3) return spatialGeometry;
  return generalGeometry(dim);
}
