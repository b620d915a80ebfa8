import { CheckpointError } from "./errors.js";

/**
 * JSON that loses nothing: what JSON has no word for becomes `{"$": tag, "v": ...}`.
 * A plain object with a key `$` of its own is wrapped, so that it is not taken for a tag.
 */
const TAG = "$";

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

const TYPED = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

const tagged = (tag: string, value: Plain): Plain => ({ [TAG]: tag, v: value });

class Unkeepable extends Error {}

function packNumber(value: number): Plain {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return tagged("number", Object.is(value, -0) ? "-0" : String(value));
}

function packBytes(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64");
}

function packObject(value: object, path: string, above: ReadonlySet<object>): Plain {
  if (above.has(value)) throw new Unkeepable(`${path} refers to itself`);
  const inside = new Set(above).add(value);
  const packAll = (items: Iterable<unknown>): Plain[] =>
    Array.from(items, (item, index) => pack(item, `${path}[${index}]`, inside));
  if (Array.isArray(value)) return packAll(value);
  if (value instanceof Date) return tagged("Date", packNumber(value.getTime()));
  if (value instanceof RegExp) return tagged("RegExp", [value.source, value.flags]);
  if (value instanceof Map) return tagged("Map", packAll([...value].flat(1)));
  if (value instanceof Set) return tagged("Set", packAll(value));
  if (value instanceof ArrayBuffer) return tagged("ArrayBuffer", packBytes(new Uint8Array(value)));
  if (value instanceof DataView) return tagged("DataView", packBytes(value));
  if (ArrayBuffer.isView(value)) {
    const name = Buffer.isBuffer(value) ? "Uint8Array" : value.constructor.name;
    if (name in TYPED) return tagged(name, packBytes(value));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new Unkeepable(
      `${path} is an instance of ${value.constructor.name || "a class"}; return a plain object instead`,
    );
  }
  return packRecord(value, path, inside);
}

function packRecord(value: object, path: string, inside: ReadonlySet<object>): Plain {
  const packed: Record<string, Plain> = {};
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(packed, key, {
      value: pack(item, `${path}.${key}`, inside),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return TAG in packed ? tagged("object", packed) : packed;
}

function pack(value: unknown, path: string, above: ReadonlySet<object>): Plain {
  switch (typeof value) {
    case "number":
      return packNumber(value);
    case "string":
    case "boolean":
      return value;
    case "undefined":
      return tagged("undefined", null);
    case "bigint":
      return tagged("bigint", String(value));
    case "object":
      return value === null ? null : packObject(value, path, above);
    case "function":
    case "symbol":
      throw new Unkeepable(`${path} is a ${typeof value}`);
  }
}

function bytesOf(text: Plain): ArrayBuffer {
  const bytes = Buffer.from(text as string, "base64");
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

function unpackTagged(tag: string, value: Plain): unknown {
  if (tag in TYPED) return new TYPED[tag as keyof typeof TYPED](bytesOf(value));
  switch (tag) {
    case "number":
      return Number(value);
    case "undefined":
      return undefined;
    case "bigint":
      return BigInt(value as string);
    case "Date":
      return new Date(unpack(value) as number);
    case "RegExp":
      return new RegExp(...(value as [string, string]));
    case "Map": {
      const flat = (value as Plain[]).map(unpack);
      return new Map(Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]));
    }
    case "Set":
      return new Set((value as Plain[]).map(unpack));
    case "ArrayBuffer":
      return bytesOf(value);
    case "DataView":
      return new DataView(bytesOf(value));
    case "object":
      return unpackRecord(value as Record<string, Plain>);
    default:
      throw new CheckpointError(
        "checkpoint-corrupt",
        `a value has the unknown type ${tag}: made by a newer version?`,
      );
  }
}

function unpackRecord(value: Record<string, Plain>): unknown {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpack(item)]));
}

function unpack(value: Plain): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unpack);
  const tag = Object.hasOwn(value, TAG) ? value[TAG] : undefined;
  return typeof tag === "string" ? unpackTagged(tag, value["v"] ?? null) : unpackRecord(value);
}

/** Writes any value that can be kept as JSON text; throws a `value-unkeepable` error for any other. */
export function encodeJson(value: unknown): string {
  try {
    return JSON.stringify(pack(value, "value", new Set()));
  } catch (error) {
    if (!(error instanceof Unkeepable) && !(error instanceof RangeError)) throw error;
    throw new CheckpointError("value-unkeepable", `this value cannot be saved: ${error.message}`, {
      cause: error,
    });
  }
}

/** Reads what {@link encodeJson} wrote. */
export function decodeJson(text: string): unknown {
  return unpack(JSON.parse(text) as Plain);
}

/** Says why a point's value cannot be kept in a checkpoint; null when it can. */
export function unkeepable(value: unknown): string | null {
  if (typeof value === "number" || value instanceof Float64Array) return null;
  try {
    encodeJson(value);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
