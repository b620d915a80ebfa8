import { applyProperties } from "./apply.js";
import type { FunctionExtras, StoredReference } from "./format.js";
import { ReviveError } from "./revive-error.js";
import type { StoredNode, StoredValue } from "./records.js";
import type { Reviver } from "./reviver.js";

type FunctionNode = Extract<StoredNode, readonly ["function", ...unknown[]]>;
type ClassNode = Extract<StoredNode, readonly ["class", ...unknown[]]>;

/** Makes a function; its variables are set when all else exists. */
export function makeFunction(reviver: Reviver, id: number, node: FunctionNode): unknown {
  const [, code, bound, extras = {}] = node;
  const self = extras.self === undefined ? undefined : reviver.value(extras.self);
  const home = extras.home === undefined ? null : reviver.value(extras.home);
  return reviver.known(id) ?? build(reviver, id, { code, bound, extras, self, home });
}

/** Makes a class: its methods come with its text, its static values from the capture. */
export function makeClass(reviver: Reviver, id: number, node: ClassNode): unknown {
  const [, code, bound, stored, keys, extras = {}] = node;
  const parent = stored === 0 || stored === undefined ? undefined : reviver.value(stored);
  const computed = keys.map((key) => reviver.value(key));
  return reviver.known(id) ?? build(reviver, id, { code, bound, extras, parent, keys: computed });
}

interface Parts {
  readonly code: number;
  readonly bound: readonly StoredValue[];
  readonly extras: FunctionExtras<StoredReference>;
  readonly self?: unknown;
  readonly home?: unknown;
  readonly parent?: unknown;
  readonly keys?: readonly unknown[];
}

function build(reviver: Reviver, id: number, parts: Parts): object {
  const { code, bound, extras } = parts;
  const factory = reviver.factories[code];
  const entry = reviver.header.codes[code];
  if (factory === undefined || entry === undefined) throw new ReviveError(`There is no code ${code}.`);
  const [made, set] = factory.call(
    parts.self,
    reviver.stamper.tools,
    parts.home,
    parts.parent,
    parts.keys ?? [],
  );
  const fn = reviver.keep(id, made);
  if (set !== undefined) reviver.later(() => set(bound.map((value) => reviver.value(value))));
  for (const [position, names] of entry.members ?? []) {
    const [namespace] = bound[position] as StoredReference;
    reviver.later(() => {
      reviver.object(namespace);
      reviver.addMembers(namespace, names);
    });
  }
  nameFunction(fn, extras.name ?? entry.name);
  if (extras.properties !== undefined) applyProperties(reviver, fn, extras.properties);
  if (extras.statics !== undefined) reviver.stamper.setPrivates(reviver, fn, fn, extras.statics);
  const { prototype } = extras;
  if (prototype !== undefined) reviver.fill(() => applyPrototype(fn, reviver.value(prototype)));
  return fn;
}

function nameFunction(fn: { readonly name: unknown }, name: string): void {
  if (fn.name !== name && typeof fn.name === "string") {
    Object.defineProperty(fn, "name", { value: name, configurable: true });
  }
}

/** A class keeps its own prototype, which has been filled; a plain function may have been given another. */
function applyPrototype(fn: object, prototype: unknown): void {
  const property = Object.getOwnPropertyDescriptor(fn, "prototype");
  if (property?.writable === true && property.value !== prototype)
    (fn as { prototype: unknown }).prototype = prototype;
}
