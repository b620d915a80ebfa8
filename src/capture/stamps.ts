import { noteHolder } from "./properties.js";
import type { Stamp } from "./revive/format.js";
import { hasPrivateMembers, privateFields } from "./source/emit.js";
import type { Analysis } from "./source/analyze.js";
import { isNative, type AnyFunction, type LiveValue, type Reference, type Walk } from "./walk.js";

/** Captures an object's private fields, class by class, the base first. */
export function captureStamps(walk: Walk, object: object, id: number): Stamp<Reference>[] {
  const classes = privateClasses(walk, object, id);
  if (classes.length === 0) return [];
  const found = walk.probe.privates(object);
  for (const [, value] of found) noteHolder(walk, value, object);
  return classes.map(({ owner, analysis }) => [
    walk.referObject(owner, id, `class ${owner.name}`),
    privateFields(analysis).map((field) => {
      if (field.isStatic) return null;
      // The inspector lists the fields in the order in which the classes added them.
      const at = found.findIndex(([name]) => name === `#${field.name}`);
      return at < 0 ? null : takeField(walk, found.splice(at, 1)[0]!, id);
    }),
  ]);
}

/** Captures the private static fields of a class. */
export function captureStatics(
  walk: Walk,
  owner: AnyFunction,
  analysis: Analysis,
  id: number,
): (readonly [LiveValue] | null)[] | undefined {
  const fields = privateFields(analysis);
  if (!fields.some((field) => field.isStatic)) return undefined;
  const found = new Map(walk.probe.privates(owner));
  return fields.map((field) => {
    const name = `#${field.name}`;
    return field.isStatic && found.has(name) ? takeField(walk, [name, found.get(name)], id) : null;
  });
}

function takeField(walk: Walk, [name, value]: [string, unknown], id: number): readonly [LiveValue] {
  return [walk.refer(value, id, `private field ${name}`)];
}

/** Lists the classes of an object that have private members and go by value, the base first. */
export function privateClasses(
  walk: Walk,
  object: object,
  id: number,
): { owner: AnyFunction; analysis: Analysis }[] {
  const classes: { owner: AnyFunction; analysis: Analysis }[] = [];
  for (
    let at = Object.getPrototypeOf(object) as object | null;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    if (at === Object.prototype) break;
    const owner = ownConstructor(at);
    if (owner === undefined || walk.placeOf(owner) !== undefined || isNative(owner)) continue;
    const analysis = walk.analysisOf(owner, id);
    if (analysis.parsed.kind === "class" && hasPrivateMembers(analysis)) classes.unshift({ owner, analysis });
  }
  return classes;
}

/** Gives the function whose prototype an object is. */
export function ownConstructor(prototype: object): AnyFunction | undefined {
  const property = Object.getOwnPropertyDescriptor(prototype, "constructor");
  const owner: unknown = property?.value;
  return typeof owner === "function" && (owner as { prototype?: unknown }).prototype === prototype
    ? (owner as AnyFunction)
    : undefined;
}
