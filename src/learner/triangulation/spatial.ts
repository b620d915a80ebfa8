import { orient3d } from "robust-predicates";
import type { Geometry } from "./geometry.js";

/** (1 + margin) squared, because squared distances are compared. */
const MARGIN = (1 + 1e-8) ** 2;

/** Is the geometry of space. The orientation is exact (Shewchuk's adaptive predicate). */
export const spatialGeometry: Geometry = {
  inSphere(coords, vertices, offset, p) {
    const a = 3 * vertices[offset]!;
    const b = 3 * vertices[offset + 1]!;
    const c = 3 * vertices[offset + 2]!;
    const d = 3 * vertices[offset + 3]!;
    const ax = coords[a]!;
    const ay = coords[a + 1]!;
    const az = coords[a + 2]!;
    const bx = coords[b]! - ax;
    const by = coords[b + 1]! - ay;
    const bz = coords[b + 2]! - az;
    const cx = coords[c]! - ax;
    const cy = coords[c + 1]! - ay;
    const cz = coords[c + 2]! - az;
    const dx = coords[d]! - ax;
    const dy = coords[d + 1]! - ay;
    const dz = coords[d + 2]! - az;
    const bb = bx * bx + by * by + bz * bz;
    const cc = cx * cx + cy * cy + cz * cz;
    const dd = dx * dx + dy * dy + dz * dz;
    const cdx = cy * dz - cz * dy;
    const bdx = by * dz - bz * dy;
    const bcx = by * cz - bz * cy;
    const twice = 2 * (bx * cdx - cx * bdx + dx * bcx);
    // The centre, relative to the first vertex.
    const x = (bb * cdx - cc * bdx + dd * bcx) / twice;
    const y = -(bb * (cx * dz - cz * dx) - cc * (bx * dz - bz * dx) + dd * (bx * cz - bz * cx)) / twice;
    const z = (bb * (cx * dy - cy * dx) - cc * (bx * dy - by * dx) + dd * (bx * cy - by * cx)) / twice;
    const ex = x + ax - coords[3 * p]!;
    const ey = y + ay - coords[3 * p + 1]!;
    const ez = z + az - coords[3 * p + 2]!;
    return ex * ex + ey * ey + ez * ez < (x * x + y * y + z * z) * MARGIN;
  },

  relativeVolume(coords, vertices, offset, skip, p) {
    const a = 3 * vertices[skip === 0 ? offset + 1 : offset]!;
    const b = 3 * vertices[skip <= 1 ? offset + 2 : offset + 1]!;
    const c = 3 * vertices[skip <= 2 ? offset + 3 : offset + 2]!;
    const ax = coords[a]!;
    const ay = coords[a + 1]!;
    const az = coords[a + 2]!;
    const bx = coords[b]! - ax;
    const by = coords[b + 1]! - ay;
    const bz = coords[b + 2]! - az;
    const cx = coords[c]! - ax;
    const cy = coords[c + 1]! - ay;
    const cz = coords[c + 2]! - az;
    const px = coords[3 * p]! - ax;
    const py = coords[3 * p + 1]! - ay;
    const pz = coords[3 * p + 2]! - az;
    const b1 = Math.abs(bx) + Math.abs(by) + Math.abs(bz);
    const c1 = Math.abs(cx) + Math.abs(cy) + Math.abs(cz);
    const p1 = Math.abs(px) + Math.abs(py) + Math.abs(pz);
    const edge = (b1 + c1 + p1) / 9;
    const volume = (bx * (cy * pz - cz * py) - by * (cx * pz - cz * px) + bz * (cx * py - cy * px)) / 6;
    return volume / (edge * edge * edge);
  },

  orient(coords, vertices, offset, at, p) {
    const a = 3 * (at === 0 ? p : vertices[offset]!);
    const b = 3 * (at === 1 ? p : vertices[offset + 1]!);
    const c = 3 * (at === 2 ? p : vertices[offset + 2]!);
    const d = 3 * (at === 3 ? p : vertices[offset + 3]!);
    // prettier-ignore
    return -orient3d(
      coords[a]!, coords[a + 1]!, coords[a + 2]!,
      coords[b]!, coords[b + 1]!, coords[b + 2]!,
      coords[c]!, coords[c + 1]!, coords[c + 2]!,
      coords[d]!, coords[d + 1]!, coords[d + 2]!,
    );
  },

  determinant(coords, vertices, offset) {
    const a = 3 * vertices[offset]!;
    const b = 3 * vertices[offset + 1]!;
    const c = 3 * vertices[offset + 2]!;
    const d = 3 * vertices[offset + 3]!;
    const ax = coords[a]!;
    const ay = coords[a + 1]!;
    const az = coords[a + 2]!;
    const bx = coords[b]! - ax;
    const by = coords[b + 1]! - ay;
    const bz = coords[b + 2]! - az;
    const cx = coords[c]! - ax;
    const cy = coords[c + 1]! - ay;
    const cz = coords[c + 2]! - az;
    const px = coords[d]! - ax;
    const py = coords[d + 1]! - ay;
    const pz = coords[d + 2]! - az;
    return bx * (cy * pz - cz * py) - by * (cx * pz - cz * px) + bz * (cx * py - cy * px);
  },
};
