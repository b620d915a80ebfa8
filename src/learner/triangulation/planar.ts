import { orient2d } from "robust-predicates";
import type { Geometry } from "./geometry.js";

/** (1 + margin) squared, because squared distances are compared. */
const MARGIN = (1 + 1e-8) ** 2;

/** Is the geometry of the plane. The orientation is exact (Shewchuk's adaptive predicate). */
export const planarGeometry: Geometry = {
  inSphere(coords, vertices, offset, p) {
    const a = 2 * vertices[offset]!;
    const b = 2 * vertices[offset + 1]!;
    const c = 2 * vertices[offset + 2]!;
    const ax = coords[a]!;
    const ay = coords[a + 1]!;
    const bx = coords[b]! - ax;
    const by = coords[b + 1]! - ay;
    const cx = coords[c]! - ax;
    const cy = coords[c + 1]! - ay;
    const bb = bx * bx + by * by;
    const cc = cx * cx + cy * cy;
    const twice = 2 * (bx * cy - cx * by);
    // The centre, relative to the first vertex.
    const x = (bb * cy - cc * by) / twice;
    const y = (cc * bx - bb * cx) / twice;
    const dx = x + ax - coords[2 * p]!;
    const dy = y + ay - coords[2 * p + 1]!;
    return dx * dx + dy * dy < (x * x + y * y) * MARGIN;
  },

  relativeVolume(coords, vertices, offset, skip, p) {
    const a = 2 * vertices[skip === 0 ? offset + 1 : offset]!;
    const b = 2 * vertices[skip === 2 ? offset + 1 : offset + 2]!;
    const ax = coords[a]!;
    const ay = coords[a + 1]!;
    const bx = coords[b]! - ax;
    const by = coords[b + 1]! - ay;
    const px = coords[2 * p]! - ax;
    const py = coords[2 * p + 1]! - ay;
    const edge = 0.25 * (Math.abs(bx) + Math.abs(by) + Math.abs(px) + Math.abs(py));
    return (0.5 * (bx * py - by * px)) / (edge * edge);
  },

  orient(coords, vertices, offset, at, p) {
    const a = 2 * (at === 0 ? p : vertices[offset]!);
    const b = 2 * (at === 1 ? p : vertices[offset + 1]!);
    const c = 2 * (at === 2 ? p : vertices[offset + 2]!);
    return -orient2d(coords[a]!, coords[a + 1]!, coords[b]!, coords[b + 1]!, coords[c]!, coords[c + 1]!);
  },

  determinant(coords, vertices, offset) {
    const a = 2 * vertices[offset]!;
    const b = 2 * vertices[offset + 1]!;
    const c = 2 * vertices[offset + 2]!;
    const ax = coords[a]!;
    const ay = coords[a + 1]!;
    return (coords[b]! - ax) * (coords[c + 1]! - ay) - (coords[b + 1]! - ay) * (coords[c]! - ax);
  },
};
