import * as types from "node:util/types";
import { captureProperties, CONFIGURABLE, WRITABLE } from "./properties.js";
import type { OddProperty, Properties } from "./revive/format.js";
import { captureStamps } from "./stamps.js";
import { isPrimitive, type LiveNode, type LiveValue, type Reference, type Walk } from "./walk.js";

/** Captures what the language keeps in a special form; undefined for other objects. */
export function captureData(walk: Walk, object: object, id: number): LiveNode | undefined {
  if (Array.isArray(object)) return captureArray(walk, object, id);
  if (types.isAnyArrayBuffer(object)) return captureBuffer(walk, object, id);
  if (ArrayBuffer.isView(object)) return captureView(walk, object, id);
  const proto = (usual: object): 0 | null | Reference => captureProto(walk, object, id, usual);
  const rest = (): [Properties<Reference>, ReturnType<typeof captureStamps>] => [
    captureProperties(walk, object, id),
    captureStamps(walk, object, id),
  ];
  if (types.isDate(object)) return ["date", object.getTime(), proto(Date.prototype), ...rest()];
  if (types.isRegExp(object)) {
    return ["regexp", object.source, object.flags, object.lastIndex, proto(RegExp.prototype)];
  }
  if (types.isMap(object)) return ["map", mapItems(walk, object, id), proto(Map.prototype), ...rest()];
  if (types.isSet(object)) {
    const items = [...Set.prototype.values.call(object)].map((item: unknown) =>
      walk.refer(item, id, "item of the set"),
    );
    return ["set", items, proto(Set.prototype), ...rest()];
  }
  if (types.isBoxedPrimitive(object)) {
    return ["boxed", walk.refer((object as { valueOf(): unknown }).valueOf(), id, "value")];
  }
  if (types.isNativeError(object)) return captureError(walk, object, id);
  return undefined;
}

/** An error's stack is a property in one version of V8 and an accessor in the next; its text travels. */
function captureError(walk: Walk, error: Error, id: number): LiveNode {
  const [keys = [], values = [], odd = [], closed] = captureProperties(
    walk,
    error,
    id,
    (key) => key === "stack",
  );
  const stack: OddProperty<Reference> = ["stack", CONFIGURABLE | WRITABLE, String(error.stack)];
  const properties: Properties<Reference> = [keys, values, [...odd, stack], closed];
  return [
    "error",
    captureProto(walk, error, id, Error.prototype),
    properties,
    captureStamps(walk, error, id),
  ];
}

/** Refers to an object's prototype; 0 for the usual one of its kind. */
export function captureProto(walk: Walk, object: object, id: number, usual: object): 0 | null | Reference {
  const proto = Object.getPrototypeOf(object) as object | null;
  return proto === usual ? 0 : proto === null ? null : walk.referObject(proto, id, "prototype");
}

function captureArray(walk: Walk, array: readonly unknown[], id: number): LiveNode {
  const isPlain =
    Object.getPrototypeOf(array) === Array.prototype &&
    Object.isExtensible(array) &&
    array.every(isPrimitive) &&
    Object.keys(array).length === array.length; // no holes, and no other properties
  if (isPlain) return ["raw", array.slice()];
  const properties = captureProperties(walk, array, id, (key) => key === "length");
  const proto = captureProto(walk, array, id, Array.prototype);
  return ["array", array.length, proto, properties, captureStamps(walk, array, id)];
}

function mapItems(walk: Walk, map: ReadonlyMap<unknown, unknown>, id: number): LiveValue[] {
  const items: LiveValue[] = [];
  for (const [key, value] of Map.prototype.entries.call(map) as IterableIterator<[unknown, unknown]>) {
    const label = isPrimitive(key)
      ? `get(${typeof key === "string" ? JSON.stringify(key) : String(key)})`
      : "value of the map";
    items.push(walk.refer(key, id, "key of the map"), walk.refer(value, id, label));
  }
  return items;
}

/** Buffers are kept as they are and written once; see `pack.ts`. */
function captureBuffer(walk: Walk, buffer: ArrayBufferLike, id: number): LiveNode {
  const isShared = types.isSharedArrayBuffer(buffer);
  if (!isShared && isDetached(buffer)) {
    walk.fail("a detached ArrayBuffer cannot travel; its content was transferred away", id);
  }
  if (isShared)
    walk.warn("a SharedArrayBuffer is copied: each worker process has its own", id, `shared ${String(id)}`);
  return ["bytes", 0, isShared];
}

function isDetached(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

function captureView(walk: Walk, view: ArrayBufferView, id: number): LiveNode {
  const isTyped = types.isTypedArray(view);
  const type = Buffer.isBuffer(view) ? "Buffer" : isTyped ? view[Symbol.toStringTag] : "DataView";
  const length = isTyped ? view.length : view.byteLength;
  const buffer = walk.referPart(view, id);
  return ["view", type, buffer, view.byteOffset, length];
}
