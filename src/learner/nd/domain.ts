import { LearnerError, checkBounds, show } from "../errors.js";
import { insideHull, type HullFace } from "../triangulation/hull.js";
import { extremePoints, hullFaces } from "../triangulation/hull.js";
import { triangulate } from "../triangulation/triangulate.js";

/** Where a LearnerND samples: one `[lower, upper]` per axis, or the convex hull of points. */
export type DomainBounds =
  readonly (readonly [number, number])[] | { readonly hull: readonly (readonly number[])[] };

/** How far outside a point may lie and still count as inside, as in adaptive. */
const MARGIN = 1e-8;

/** The part of space in which a learner chooses points. */
export interface Domain {
  readonly dim: number;
  /** Lowest and highest coordinate along each axis. */
  readonly box: readonly (readonly [number, number])[];
  /** Points that the learner asks for first, in ascending order: the corners. */
  readonly corners: readonly (readonly number[])[];
  contains(point: ArrayLike<number>): boolean;
}

/** Makes the domain of a learner from its bounds; throws for bounds that are empty or of fewer than 2 axes. */
export function makeDomain(owner: string, bounds: unknown): Domain {
  if (Array.isArray(bounds)) return makeBox(owner, bounds);
  if (typeof bounds === "object" && bounds !== null && "hull" in bounds) return makeHull(owner, bounds.hull);
  throw new LearnerError(
    "bad-bounds",
    `${owner} needs bounds [[lower, upper], ...] or {hull: points}, not ${show(bounds)}.`,
  );
}

function makeBox(owner: string, bounds: readonly unknown[]): Domain {
  if (bounds.length < 2) {
    throw new LearnerError("bad-bounds", `${owner} needs bounds for 2 axes or more, not ${bounds.length}.`);
  }
  const box = bounds.map((pair) => checkBounds(owner, pair));
  const dim = box.length;
  let corners: number[][] = [[]];
  for (const [low, high] of box)
    corners = corners.flatMap((corner) => [
      [...corner, low],
      [...corner, high],
    ]);
  return {
    dim,
    box,
    corners,
    contains(point) {
      for (let c = 0; c < dim; c++) {
        if (!(point[c]! >= box[c]![0] - MARGIN && point[c]! <= box[c]![1] + MARGIN)) return false;
      }
      return true;
    },
  };
}

function makeHull(owner: string, hull: unknown): Domain {
  const points = Array.isArray(hull) ? (hull as readonly unknown[]) : [];
  const dim = Array.isArray(points[0]) ? points[0].length : 0;
  const isGood = dim >= 2 && points.every((point) => isPoint(point, dim));
  const tri = isGood ? triangulate(dim, points as number[][]) : null;
  if (tri === null) {
    throw new LearnerError(
      "bad-bounds",
      `${owner} needs a hull of distinct points with 2 or more finite coordinates that span the space, not ${show(hull)}.`,
    );
  }
  const faces: HullFace[] = hullFaces(tri);
  const corners = extremePoints(tri, faces).sort(comparePoints);
  const box = Array.from({ length: dim }, (_, c) => {
    const along = corners.map((corner) => corner[c]!);
    return [Math.min(...along), Math.max(...along)] as const;
  });
  return { dim, box, corners, contains: (point) => insideHull(faces, point, MARGIN) };
}

function isPoint(point: unknown, dim: number): boolean {
  return (
    Array.isArray(point) &&
    point.length === dim &&
    point.every((x) => typeof x === "number" && Number.isFinite(x))
  );
}

function comparePoints(a: readonly number[], b: readonly number[]): number {
  for (let c = 0; c < a.length; c++) if (a[c] !== b[c]) return a[c]! - b[c]!;
  return 0;
}
