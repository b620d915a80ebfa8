import type { SimplexFacts } from "./simplex-facts.js";

/** Edges of the simplex being measured, orthogonalised in place. */
let edges = new Float64Array(64);

/** Returns the volume of a simplex in the space of its points. */
export function simplexVolume(facts: SimplexFacts): number {
  const { dim, points } = facts;
  if (dim === 2) {
    const ux = points[0]! - points[4]!;
    const uy = points[1]! - points[5]!;
    const vx = points[2]! - points[4]!;
    const vy = points[3]! - points[5]!;
    return Math.abs(ux * vy - vx * uy) / 2;
  }
  reserve(dim * dim);
  for (let r = 0; r < dim; r++) {
    for (let c = 0; c < dim; c++) edges[r * dim + c] = points[r * dim + c]! - points[dim * dim + c]!;
  }
  return measure(dim, dim);
}

/** Returns the volume of a simplex in the space of points and values together. */
export function embeddedVolume(facts: SimplexFacts): number {
  const { dim, vdim, points, values } = facts;
  if (dim === 2 && vdim === 1) {
    const ux = points[2]! - points[0]!;
    const uy = points[3]! - points[1]!;
    const uz = values[1]! - values[0]!;
    const vx = points[4]! - points[0]!;
    const vy = points[5]! - points[1]!;
    const vz = values[2]! - values[0]!;
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    return Math.sqrt(x * x + y * y + z * z) / 2;
  }
  writeEdges(facts);
  return measure(dim, dim + vdim);
}

/**
 * Returns the mean, over the neighbours, of the volume that a simplex spans with the vertex beyond a face, in the
 * space of points and values together; 0 when it has none.
 */
export function meanVolumeWithNeighbors(facts: SimplexFacts): number {
  const { dim, vdim, points, values, neighborPoints, neighborValues, hasNeighbor } = facts;
  const width = dim + vdim;
  let sum = 0;
  let count = 0;
  for (let k = 0; k <= dim; k++) {
    if (hasNeighbor[k] === 0) continue;
    writeEdges(facts);
    for (let c = 0; c < dim; c++) edges[dim * width + c] = neighborPoints[k * dim + c]! - points[c]!;
    for (let c = 0; c < vdim; c++) edges[dim * width + dim + c] = neighborValues[k * vdim + c]! - values[c]!;
    sum += measure(dim + 1, width);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Writes the edges from the first vertex, in the space of points and values. */
function writeEdges({ dim, vdim, points, values }: SimplexFacts): void {
  const width = dim + vdim;
  reserve((dim + 1) * width);
  for (let r = 0; r < dim; r++) {
    for (let c = 0; c < dim; c++) edges[r * width + c] = points[(r + 1) * dim + c]! - points[c]!;
    for (let c = 0; c < vdim; c++) edges[r * width + dim + c] = values[(r + 1) * vdim + c]! - values[c]!;
  }
}

/**
 * Returns the volume that `count` edges of `width` numbers span: the product of what is left of each once it is
 * made orthogonal to those before it (modified Gram-Schmidt), over the factorial.
 */
function measure(count: number, width: number): number {
  if (count === 3 && width === 3) return Math.abs(determinant3()) / 6;
  let volume = 1;
  for (let r = 0; r < count; r++) {
    let square = 0;
    for (let c = 0; c < width; c++) square += edges[r * width + c]! * edges[r * width + c]!;
    volume *= Math.sqrt(square) / (r + 1);
    if (square === 0) return 0;
    for (let s = r + 1; s < count; s++) {
      let along = 0;
      for (let c = 0; c < width; c++) along += edges[r * width + c]! * edges[s * width + c]!;
      along /= square;
      for (let c = 0; c < width; c++) edges[s * width + c]! -= along * edges[r * width + c]!;
    }
  }
  return volume;
}

function determinant3(): number {
  const e = edges;
  return (
    e[0]! * (e[4]! * e[8]! - e[5]! * e[7]!) -
    e[1]! * (e[3]! * e[8]! - e[5]! * e[6]!) +
    e[2]! * (e[3]! * e[7]! - e[4]! * e[6]!)
  );
}

function reserve(length: number): void {
  if (edges.length < length) edges = new Float64Array(2 * length);
}
