import type { Closed, OddProperty, Properties, Stamp, StoredReference } from "./format.js";
import type { Reviver } from "./reviver.js";

/** Flags of a property that is not plain. */
const ENUMERABLE = 1;
const CONFIGURABLE = 2;
const WRITABLE = 4;

/** Gives an object its prototype, private members and properties. */
export function applyOwn(
  reviver: Reviver,
  id: number,
  fresh: object,
  proto: 0 | null | StoredReference,
  properties: Properties<StoredReference>,
  stamps: readonly Stamp<StoredReference>[] | undefined,
): object {
  const object = reviver.keep(id, fresh);
  if (proto !== 0) Object.setPrototypeOf(object, reviver.value(proto) as object | null);
  reviver.stamper.stamp(reviver, object, stamps);
  applyProperties(reviver, object, properties);
  return object;
}

/** Defines own properties. Runs no setter. */
export function applyProperties(
  reviver: Reviver,
  object: object,
  properties: Properties<StoredReference>,
): void {
  const [stored, values = [], odd = [], closed] = properties;
  if (stored === undefined) return;
  reviver.fill(() => {
    reviver.keys(stored).forEach((key, index) => definePlain(object, key, reviver.value(values[index])));
    for (const property of odd) defineOdd(reviver, object, property);
    close(object, closed);
  });
}

function definePlain(object: object, key: string | symbol, value: unknown): void {
  if (!(key in object)) (object as Record<string | symbol, unknown>)[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function defineOdd(reviver: Reviver, object: object, property: OddProperty<StoredReference>): void {
  const key = reviver.value(property[0]) as string | symbol;
  const flags = property[1];
  const common = { enumerable: (flags & ENUMERABLE) !== 0, configurable: (flags & CONFIGURABLE) !== 0 };
  const first = reviver.value(property[2]);
  Object.defineProperty(
    object,
    key,
    property.length === 3
      ? { ...common, value: first, writable: (flags & WRITABLE) !== 0 }
      : {
          ...common,
          get: first as () => unknown,
          set: reviver.value(property[3]) as (value: unknown) => void,
        },
  );
}

function close(object: object, closed: Closed | undefined): void {
  if (closed === "frozen") Object.freeze(object);
  else if (closed === "sealed") Object.seal(object);
  else if (closed === "fixed") Object.preventExtensions(object);
}
