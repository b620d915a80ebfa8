import type { BufferPath } from "../../protocol/index.js";

type Path = readonly (string | number)[];

/** A value without its binary parts, which travel beside it as they are. */
export interface SplitValue {
  readonly value: unknown;
  readonly paths: readonly BufferPath[];
  readonly buffers: readonly ArrayBufferView[];
}

const TYPES = ["Float64Array", "Float32Array", "Int32Array", "Uint32Array"] as const;

/** Takes the typed arrays out of a value of plain objects and arrays, leaving null in their places. */
export function splitBuffers(value: unknown): SplitValue {
  const paths: BufferPath[] = [];
  const buffers: ArrayBufferView[] = [];
  const walk = (part: unknown, path: Path): unknown => {
    if (part instanceof ArrayBuffer) return walk(new Uint8Array(part), path);
    if (ArrayBuffer.isView(part)) {
      const type = TYPES.find((name) => part.constructor.name === name) ?? "Uint8Array";
      paths.push({ path, type });
      buffers.push(part);
      return null;
    }
    if (Array.isArray(part)) return part.map((item, i) => walk(item, [...path, i]));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return { value: walk(value, []), paths, buffers };
}

/** Puts buffers into a value at their places; a place that is not there is left out. */
export function putBuffers(value: unknown, paths: readonly Path[], buffers: readonly Uint8Array[]): void {
  paths.forEach((path, i) => {
    const key = path.at(-1);
    const holder = path.slice(0, -1).reduce<unknown>(step, value);
    if (key !== undefined && typeof holder === "object" && holder !== null) {
      (holder as Record<string | number, unknown>)[key] = buffers[i];
    }
  });
}

function step(holder: unknown, key: string | number): unknown {
  return typeof holder === "object" && holder !== null
    ? (holder as Record<string | number, unknown>)[key]
    : undefined;
}
