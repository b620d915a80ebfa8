import { eliminate, substituteBack } from "../triangulation/linear.js";

const MARGIN = 1e-8;

/**
 * Puts the point at which to divide a simplex into `out`: its centre when the circumcentre lies in it (so that
 * it is nicely shaped), else the middle of its longest edge.
 *
 * `simplex` holds the coordinates of the `dim + 1` vertices one after the other. As in adaptive.
 */
export function choosePointInSimplex(simplex: Float64Array, dim: number, out: Float64Array): void {
  const isNice = dim === 2 ? isAcute(simplex) : holdsCircumcentre(simplex, dim);
  if (!isNice) {
    takeLongestEdge(simplex, dim, out);
    return;
  }
  for (let c = 0; c < dim; c++) {
    let sum = simplex[c]!;
    for (let v = 1; v <= dim; v++) sum += simplex[v * dim + c]!;
    out[c] = sum / (dim + 1);
  }
}

function takeLongestEdge(simplex: Float64Array, dim: number, out: Float64Array): void {
  let longest = -1;
  let from = 0;
  let to = 1;
  for (let i = 0; i < dim; i++) {
    for (let j = i + 1; j <= dim; j++) {
      let square = 0;
      for (let c = 0; c < dim; c++) square += (simplex[i * dim + c]! - simplex[j * dim + c]!) ** 2;
      // Lengths, not their squares: two that differ in the last digit of the square only are equal.
      const length = Math.sqrt(square);
      if (length > longest) {
        longest = length;
        from = i;
        to = j;
      }
    }
  }
  for (let c = 0; c < dim; c++) out[c] = (simplex[from * dim + c]! + simplex[to * dim + c]!) / 2;
}

/** Whether no angle of a triangle is obtuse: the weights of the circumcentre are a^2 (b^2 + c^2 - a^2) / 16 A^2. */
function isAcute(s: Float64Array): boolean {
  const ux = s[2]! - s[0]!;
  const uy = s[3]! - s[1]!;
  const vx = s[4]! - s[0]!;
  const vy = s[5]! - s[1]!;
  const twice = ux * vy - vx * uy;
  const a = (s[4]! - s[2]!) ** 2 + (s[5]! - s[3]!) ** 2;
  const b = vx * vx + vy * vy;
  const c = ux * ux + uy * uy;
  const least = Math.min(a * (b + c - a), b * (a + c - b), c * (a + b - c));
  return least >= -MARGIN * 4 * twice * twice;
}

let matrix = new Float64Array(0);
let centre = new Float64Array(0);
let weights = new Float64Array(0);

function holdsCircumcentre(simplex: Float64Array, dim: number): boolean {
  const width = dim + 1;
  if (centre.length !== dim) {
    matrix = new Float64Array(dim * width);
    centre = new Float64Array(dim);
    weights = new Float64Array(dim);
  }
  for (let r = 0; r < dim; r++) {
    let square = 0;
    for (let c = 0; c < dim; c++) {
      const edge = simplex[(r + 1) * dim + c]! - simplex[c]!;
      matrix[r * width + c] = 2 * edge;
      square += edge * edge;
    }
    matrix[r * width + dim] = square;
  }
  eliminate(matrix, dim, width);
  substituteBack(matrix, dim, width, centre);
  // The edges times the weights make the centre.
  for (let r = 0; r < dim; r++) {
    for (let c = 0; c < dim; c++) matrix[r * width + c] = simplex[(c + 1) * dim + r]! - simplex[r]!;
    matrix[r * width + dim] = centre[r]!;
  }
  eliminate(matrix, dim, width);
  substituteBack(matrix, dim, width, weights);
  let sum = 0;
  for (let c = 0; c < dim; c++) {
    if (!(weights[c]! > -MARGIN)) return false;
    sum += weights[c]!;
  }
  return sum < 1 + MARGIN;
}
