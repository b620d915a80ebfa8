import { eliminate, substituteBack } from "../triangulation/linear.js";
import type { Triangulation } from "../triangulation/triangulation.js";
import type { LossBook } from "./loss-book.js";
import type { Neighborhood } from "./neighborhood.js";

/** A linear map of the points of a simplex, and back. */
export interface Transform {
  /** Maps the rows of a flat array in place. */
  apply(points: Float64Array): void;
  /** Maps one point back in place. */
  undo(point: Float64Array): void;
}

/**
 * Returns the stretch along the gradient around a simplex that LearnerND's `anisotropic` chooses points in, or
 * null when the function is flat there.
 *
 * The gradient is the linear least-squares fit to all vertices of the simplices at the vertices of this one;
 * lengths along it grow by the factor sqrt(1 + gradient^2), as they do on the graph of the function.
 */
export function gradientTransform(
  tri: Triangulation,
  book: LossBook,
  neighborhood: Neighborhood,
  slot: number,
): Transform | null {
  const { dim } = tri;
  const gradient = fitGradient(tri, book, neighborhood.vertices(neighborhood.touching([slot])));
  const square = gradient.reduce((sum, g) => sum + g * g, 0);
  if (!(square > 1e-16) || !Number.isFinite(square)) return null;
  const unit = gradient.map((g) => g / Math.sqrt(square));
  const factor = Math.sqrt(1 + square) - 1;
  const stretch = (points: Float64Array, by: number): void => {
    for (let offset = 0; offset < points.length; offset += dim) {
      let along = 0;
      for (let c = 0; c < dim; c++) along += points[offset + c]! * unit[c]!;
      for (let c = 0; c < dim; c++) points[offset + c]! += by * along * unit[c]!;
    }
  };
  return {
    apply: (points) => stretch(points, factor),
    undo: (point) => stretch(point, -factor / (1 + factor)),
  };
}

/** Gradient of the linear function nearest to the values at these vertices. */
function fitGradient(tri: Triangulation, book: LossBook, vertices: readonly number[]): number[] {
  const { dim, coords } = tri;
  const width = dim + 1;
  const mean = new Float64Array(width);
  const row = (vertex: number, c: number): number =>
    c < dim ? coords[vertex * dim + c]! : book.valueAt(vertex, 0);
  for (const vertex of vertices) for (let c = 0; c < width; c++) mean[c]! += row(vertex, c) / vertices.length;
  const normal = new Float64Array(dim * width);
  for (const vertex of vertices) {
    for (let r = 0; r < dim; r++) {
      const x = row(vertex, r) - mean[r]!;
      for (let c = 0; c < width; c++) normal[r * width + c]! += x * (row(vertex, c) - mean[c]!);
    }
  }
  const gradient = new Float64Array(dim);
  eliminate(normal, dim, width);
  substituteBack(normal, dim, width, gradient);
  return Array.from(gradient);
}
