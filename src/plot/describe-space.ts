import { isosurface } from "../learner/nd/iso.js";
import type { MeshPlot } from "./description.js";
import { extent } from "./values.js";

/** Points of three numbers with their values, and the tetrahedra between them. */
interface Space {
  readonly points: readonly (readonly number[])[];
  readonly values: readonly number[];
  readonly simplices: Uint32Array;
}

type Domains = readonly (readonly [number, number])[];

const LABELS = ["x", "y", "z"] as const;

/** Describes the surface on which a value is reached. @throws RangeError for one that no value reaches */
export function describeIsosurface(
  { points, values, simplices }: Space,
  domains: Domains,
  level: number,
): MeshPlot {
  const mesh = isosurface(points, values, simplices, level);
  if (mesh.triangles.length === 0) {
    const [low, high] = extent(values);
    throw new RangeError(`There is no surface of the value ${level}: the values go from ${low} to ${high}.`);
  }
  return { kind: "mesh", ...mesh, labels: LABELS, domains, title: `value = ${Number(level.toPrecision(3))}` };
}

/** Describes points in space in the colours of their values, with the edges between them where they are wanted. */
export function describePoints(
  { points, values, simplices }: Space,
  domains: Domains,
  triangles: boolean | number,
): MeshPlot {
  const axis = (k: number): Float64Array => Float64Array.from(points, (point) => point[k]!);
  const none = new Float64Array();
  const opacity = opacityOf(triangles);
  return {
    kind: "mesh",
    x: none,
    y: none,
    z: none,
    triangles: new Uint32Array(),
    points: { x: axis(0), y: axis(1), z: axis(2), value: Float64Array.from(values) },
    ...(opacity > 0 && { edges: edgesOf(simplices), edgeOpacity: opacity }),
    labels: LABELS,
    domains,
    title: "",
  };
}

/** The opacity of lines that are wanted, not wanted, or wanted so much. */
export function opacityOf(triangles: boolean | number | undefined): number {
  if (typeof triangles !== "number") return triangles === true ? 1 : 0;
  if (triangles >= 0 && triangles <= 1) return triangles;
  throw new RangeError(`triangles is ${triangles} instead of true, false or an opacity from 0 to 1.`);
}

/** Each edge of the tetrahedra once: two places among the points. */
function edgesOf(tetrahedra: Uint32Array): Uint32Array {
  const edges = new Map<string, readonly [number, number]>();
  for (let t = 0; t < tetrahedra.length; t += 4) {
    for (let i = 0; i < 4; i++) {
      for (let j = i + 1; j < 4; j++) {
        const [a, b] = [tetrahedra[t + i]!, tetrahedra[t + j]!].sort((p, q) => p - q) as [number, number];
        edges.set(`${a},${b}`, [a, b]);
      }
    }
  }
  return Uint32Array.from([...edges.values()].flat());
}
