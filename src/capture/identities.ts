/* eslint-disable @typescript-eslint/unbound-method -- accessors are values here, never called */
import { builtinModules } from "node:module";
import { isProxy } from "node:util/types";
import { globalNames } from "./global-names.js";
import { INTRINSICS } from "./revive/intrinsics.js";
import type { KnownPlace, ModuleName, Step } from "./revive/format.js";

/** Where each object stands that a worker has as well. */
export type Identities = Map<object, KnownPlace>;

/** Getters that complain or cost when they are only looked at. */
const AVOIDED_GLOBALS = new Set(["localStorage", "sessionStorage", "navigator"]);
const AVOIDED_MODULES = /^(_|sys$|punycode|wasi|trace_events|inspector|internal|sqlite|test)/;

let language: Identities | undefined;

/** Maps what the language and Node itself offer. Made once; about 40 ms. */
export function languageIdentities(): Identities {
  if (language !== undefined) return language;
  language = new Map();
  language.set(globalThis, ["global", null, []]);
  for (const name of globalNames()) {
    if (AVOIDED_GLOBALS.has(name)) continue;
    addPlaces(language, (globalThis as Record<string, unknown>)[name], ["global", null, [name]], 3);
  }
  for (const [name, find] of Object.entries(INTRINSICS)) {
    addPlaces(language, find(), ["intrinsic", name, []], 2);
  }
  for (const name of loadedBuiltins()) {
    addPlaces(language, process.getBuiltinModule(name), ["module", `node:${name}`, []], 2);
  }
  return language;
}

/** A value of a module that is not loaded cannot be anywhere: so the others are left asleep. */
function loadedBuiltins(): string[] {
  const list = (process as { moduleLoadList?: readonly string[] }).moduleLoadList;
  const loaded =
    list === undefined ? undefined : new Set(list.map((entry) => entry.replace(/^NativeModule /, "")));
  return builtinModules.filter((name) => !AVOIDED_MODULES.test(name) && (loaded?.has(name) ?? true));
}

/** Adds an object and what hangs on it, `depth` steps down. Calls no getter. */
export function addPlaces(places: Identities, value: unknown, place: KnownPlace, depth: number): void {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
  if (places.has(value) || isProxy(value)) return;
  places.set(value, place);
  if (depth <= 0) return;
  for (const key of Reflect.ownKeys(value)) {
    const step = toStep(key);
    const property = step === undefined ? undefined : describe(value, key);
    if (step === undefined || property === undefined) continue;
    const path = [...place[2], step];
    if ("value" in property) {
      const goes = typeof property.value === "function" || key === "prototype" || depth > 1;
      if (goes) addPlaces(places, property.value, atPath(place, path), depth - 1);
    } else {
      addPlaces(places, property.get, atPath(place, path, "get"), 0);
      addPlaces(places, property.set, atPath(place, path, "set"), 0);
    }
  }
}

function atPath(place: KnownPlace, path: readonly Step[], accessor?: "get" | "set"): KnownPlace {
  const [root, name] = place as readonly [KnownPlace[0], string | ModuleName | null, ...unknown[]];
  return (accessor === undefined
    ? [root, name, path]
    : [root, name, path, accessor]) as unknown as KnownPlace;
}

function toStep(key: string | symbol): Step | undefined {
  if (typeof key === "string")
    return key === "caller" || key === "callee" || key === "arguments" ? undefined : key;
  const name = wellKnownSymbol(key);
  return name === undefined ? undefined : [name];
}

/** Gives the name under which `Symbol` has a symbol. */
export function wellKnownSymbol(symbol: symbol): string | undefined {
  const name = symbol.description?.startsWith("Symbol.") ? symbol.description.slice(7) : undefined;
  return name !== undefined && (Symbol as unknown as Record<string, unknown>)[name] === symbol
    ? name
    : undefined;
}

function describe(object: object, key: string | symbol): PropertyDescriptor | undefined {
  try {
    return Object.getOwnPropertyDescriptor(object, key);
  } catch {
    return undefined; // an export of a module that is still loading
  }
}
