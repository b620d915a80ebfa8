import { exactSign } from "./exact.js";
import type { Geometry } from "./geometry.js";
import { eliminate, substituteBack } from "./linear.js";

const MARGIN = (1 + 1e-8) ** 2;

/**
 * Returns the geometry of any dimension, by elimination. Where rounding leaves an orientation open, exact
 * integers decide it.
 */
export function generalGeometry(dim: number): Geometry {
  return {
    inSphere: inSphere(dim),
    relativeVolume: relativeVolume(dim),
    orient: orient(dim),
    determinant: determinant(dim),
  };
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

function inSphere(dim: number): Geometry["inSphere"] {
  const width = dim + 1;
  const matrix = new Float64Array(dim * width);
  const centre = new Float64Array(dim);
  return (coords, vertices, offset, p) => {
    const origin = dim * vertices[offset]!;
    for (let r = 0; r < dim; r++) {
      const v = dim * vertices[offset + r + 1]!;
      let square = 0;
      for (let c = 0; c < dim; c++) {
        const edge = coords[v + c]! - coords[origin + c]!;
        matrix[r * width + c] = 2 * edge;
        square += edge * edge;
      }
      matrix[r * width + dim] = square;
    }
    eliminate(matrix, dim, width);
    substituteBack(matrix, dim, width, centre);
    let radius = 0;
    let distance = 0;
    for (let c = 0; c < dim; c++) {
      const away = centre[c]! + coords[origin + c]! - coords[dim * p + c]!;
      radius += centre[c]! * centre[c]!;
      distance += away * away;
    }
    return distance < radius * MARGIN;
  };
}

function relativeVolume(dim: number): Geometry["relativeVolume"] {
  const rows = new Float64Array(dim * dim);
  const scale = factorial(dim);
  return (coords, vertices, offset, skip, p) => {
    const origin = dim * vertices[skip === 0 ? offset + 1 : offset]!;
    let edges = 0;
    for (let r = 0; r < dim; r++) {
      const v = dim * (r === dim - 1 ? p : vertices[offset + (r + 1 < skip ? r + 1 : r + 2)]!);
      for (let c = 0; c < dim; c++) {
        const edge = coords[v + c]! - coords[origin + c]!;
        rows[r * dim + c] = edge;
        edges += Math.abs(edge);
      }
    }
    return eliminate(rows, dim, dim) / (scale * (edges / (dim * dim)) ** dim);
  };
}

function orient(dim: number): Geometry["orient"] {
  const rows = new Float64Array(dim * dim);
  const bases = new Float64Array(dim * dim);
  const scale = factorial(dim);
  return (coords, vertices, offset, at, p) => {
    const origin = dim * (at === 0 ? p : vertices[offset]!);
    let bound = 1;
    for (let r = 0; r < dim; r++) {
      const v = dim * (at === r + 1 ? p : vertices[offset + r + 1]!);
      let longest = 0;
      for (let c = 0; c < dim; c++) {
        const edge = coords[v + c]! - coords[origin + c]!;
        rows[r * dim + c] = edge;
        longest = Math.max(longest, Math.abs(edge));
      }
      bound *= longest;
    }
    const value = eliminate(rows, dim, dim);
    // Elimination with pivoting errs by far less than this part of the product of the longest entries.
    if (Math.abs(value) > 1e-12 * scale * bound) return value;
    for (let r = 0; r < dim; r++) {
      const v = dim * (at === r + 1 ? p : vertices[offset + r + 1]!);
      for (let c = 0; c < dim; c++) {
        rows[r * dim + c] = coords[v + c]!;
        bases[r * dim + c] = coords[origin + c]!;
      }
    }
    return exactSign(rows, bases, dim);
  };
}

function determinant(dim: number): Geometry["determinant"] {
  const rows = new Float64Array(dim * dim);
  return (coords, vertices, offset) => {
    const origin = dim * vertices[offset]!;
    for (let r = 0; r < dim; r++) {
      const v = dim * vertices[offset + r + 1]!;
      for (let c = 0; c < dim; c++) rows[r * dim + c] = coords[v + c]! - coords[origin + c]!;
    }
    return eliminate(rows, dim, dim);
  };
}
