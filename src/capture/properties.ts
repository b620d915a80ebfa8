/* eslint-disable @typescript-eslint/unbound-method -- accessors are values here, never called */
import type { Closed, OddProperty, Properties } from "./revive/format.js";
import type { LiveValue, Reference, Walk } from "./walk.js";

// Flags of a property: see OddProperty.
export const ENUMERABLE = 1;
export const CONFIGURABLE = 2;
export const WRITABLE = 4;
const PLAIN = ENUMERABLE | CONFIGURABLE | WRITABLE;

/** Names a step to a property in messages. */
export function stepTo(key: string | symbol): string {
  return typeof key === "symbol" ? `[${String(key)}]` : `.${key}`;
}

/** Captures own properties, all but those that `skip` names. */
export function captureProperties(
  walk: Walk,
  object: object,
  id: number,
  skip: (key: string | symbol) => boolean = () => false,
): Properties<Reference> {
  const keys: LiveValue[] = [];
  const values: LiveValue[] = [];
  const odd: OddProperty<Reference>[] = [];
  let isPlain = true;
  for (const key of Reflect.ownKeys(object)) {
    if (skip(key)) continue;
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (property === undefined) continue;
    const flags = flagsOf(property);
    const stored = walk.refer(key, id, stepTo(key));
    if (typeof key === "symbol") isPlain = false;
    if ("value" in property) {
      noteHolder(walk, property.value, object);
      const value = walk.refer(property.value, id, stepTo(key));
      if (flags === PLAIN) {
        keys.push(stored);
        values.push(value);
      } else odd.push([stored, flags, value]);
    } else {
      odd.push([stored, flags, ...captureAccessors(walk, property, object, id, key)]);
    }
  }
  const closed = closedness(object, keys.length + odd.length);
  if (keys.length === 0 && odd.length === 0 && closed === undefined) return [];
  const shape = isPlain && keys.length > 0 && keys.length <= 32 ? walk.shape(keys as string[]) : keys;
  if (closed !== undefined) return [shape, values, odd, closed];
  return odd.length > 0 ? [shape, values, odd] : [shape, values];
}

function flagsOf(property: PropertyDescriptor): number {
  return (
    (property.enumerable === true ? ENUMERABLE : 0) +
    (property.configurable === true ? CONFIGURABLE : 0) +
    (property.writable === true ? WRITABLE : 0)
  );
}

function captureAccessors(
  walk: Walk,
  property: PropertyDescriptor,
  object: object,
  id: number,
  key: string | symbol,
): [LiveValue, LiveValue] {
  noteHolder(walk, property.get, object);
  noteHolder(walk, property.set, object);
  return [
    walk.refer(property.get, id, `getter ${String(key)}`),
    walk.refer(property.set, id, `setter ${String(key)}`),
  ];
}

/** Remembers the object in which a function was met first. */
export function noteHolder(walk: Walk, value: unknown, object: object): void {
  if (typeof value === "function" && !walk.holders.has(value)) walk.holders.set(value, object);
}

function closedness(object: object, properties: number): Closed | undefined {
  if (Object.isExtensible(object)) return undefined;
  if (properties > 0 && Object.isFrozen(object)) return "frozen";
  return properties > 0 && Object.isSealed(object) ? "sealed" : "fixed";
}
