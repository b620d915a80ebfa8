import { LearnerError, show } from "../errors.js";
import { isolines, isosurface } from "./iso.js";
import type { Sampler } from "./sampler.js";

/** What a level set is computed from: told points with their values, and the simplices between them. */
export interface Linear {
  readonly points: readonly (readonly number[])[];
  readonly values: readonly unknown[];
  /** `dim + 1` places in `points` for each simplex. */
  readonly simplices: Uint32Array;
}

/** Returns what is interpolated: the vertices of the triangulation and their values. */
export function linearOf(sampler: Sampler | null): Linear {
  if (sampler === null) return { points: [], values: [], simplices: new Uint32Array() };
  const { tri, book } = sampler;
  const vertices = Array.from({ length: tri.count }, (_, i) => i);
  const corners = Array.from({ length: tri.dim + 1 }, (_, k) => k);
  return {
    points: vertices.map((i) => sampler.toPoint(tri.coords, i * tri.dim)),
    values: vertices.map((i) => (book.vdim === 1 ? book.valueAt(i, 0) : null)),
    simplices: Uint32Array.from(
      [...tri.store.real()].flatMap((slot) => corners.map((k) => tri.store.vertex(slot, k))),
    ),
  };
}

/** A surface in space: corners, and three places in them for each triangle. */
export interface Isosurface {
  readonly vertices: readonly (readonly number[])[];
  readonly faces: readonly (readonly [number, number, number])[];
}

/** Returns the pieces `[[x, y], [x, y]]` of the line on which a function of two variables has a value. */
export function isolinePieces(linear: Linear, level: number): number[][][] {
  const values = checkLevel("isoline", 2, linear, level);
  const flat = isolines(linear.points, values, linear.simplices, [level]);
  return Array.from({ length: flat.length / 4 }, (_, i) => {
    const [x1, y1, x2, y2] = flat.subarray(4 * i, 4 * i + 4);
    return [[x1!, y1!], [x2!, y2!]]; // prettier-ignore
  });
}

/** Returns the surface on which a function of three variables has a value. */
export function isosurfaceOf(linear: Linear, level: number): Isosurface {
  const values = checkLevel("isosurface", 3, linear, level);
  const { x, y, z, triangles } = isosurface(linear.points, values, linear.simplices, level);
  return {
    vertices: Array.from(x, (first, i) => [first, y[i]!, z[i]!]),
    faces: Array.from({ length: triangles.length / 3 }, (_, t) => {
      return [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!] as const;
    }),
  };
}

/** Returns the values as numbers; throws when there is no such line or surface. */
function checkLevel(what: string, dim: number, { points, values }: Linear, level: number): readonly number[] {
  const refuse = (reason: string): never => {
    throw new LearnerError("bad-value", `LearnerND has no ${what} of ${show(level)}: ${reason}.`);
  };
  if (points.length === 0) return refuse("it has no points yet");
  if (points[0]!.length !== dim) return refuse(`it needs a function of ${dim} variables`);
  if (!values.every((value) => typeof value === "number")) return refuse("its values are vectors");
  const finite = values.filter(Number.isFinite);
  const range = finite.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  // As in adaptive: a level at which no simplex has a corner on each side has neither line nor surface.
  if (!(level > range[0] && level <= range[1]))
    return refuse(`its values go from ${range[0]} to ${range[1]}`);
  return values;
}
