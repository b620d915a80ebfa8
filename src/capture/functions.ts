import type { FunctionExtras, KnownPlace } from "./revive/format.js";
import { captureKeys, claimedKeys, claimMembers } from "./classes.js";
import { captureDoorObject } from "./door.js";
import { explicitCaptures, modulePlace } from "./explicit.js";
import { globalNames } from "./global-names.js";
import type { ScopeCopy, TextPlace } from "./inspector.js";
import { requireFolder } from "./modules.js";
import { notebookExports } from "./notebook.js";
import { captureProperties } from "./properties.js";
import type { Analysis } from "./source/analyze.js";
import { captureStatics } from "./stamps.js";
import { captureVariable, type Bound } from "./variables.js";
import {
  describeFunction,
  isNative,
  type AnyFunction,
  type LiveNode,
  type LiveValue,
  type Reference,
  type Walk,
} from "./walk.js";

/** A function or class that goes by value, with all that its node will need. */
export interface FunctionRecord {
  readonly id: number;
  readonly fn: AnyFunction;
  readonly analysis: Analysis;
  readonly bound: readonly Bound[];
  /** Undefined when the inspector was not asked about a function of this text. */
  readonly place: TextPlace | undefined;
  readonly extras: FunctionExtras<Reference>;
  readonly parent?: 0 | null | Reference;
  readonly keys?: readonly LiveValue[];
}

/** Captures what a function is when it does not go by value; undefined when it does. */
export function captureSpecialFunction(walk: Walk, fn: AnyFunction, id: number): LiveNode | undefined {
  const fromDoor = captureDoorObject(walk, fn, id);
  if (fromDoor !== undefined) return fromDoor;
  const module = modulePlace(fn);
  if (module !== undefined) {
    const { file, specifier, folder, path } = module;
    return ["known", ["module", { file, specifier, folder }, path] satisfies KnownPlace];
  }
  const folder = requireFolder(fn);
  if (folder !== null) {
    walk.warn(`'require' inside a function will look from ${folder} on the worker`, id, `require ${folder}`);
    return ["require", folder];
  }
  if (isNative(fn)) return captureBound(walk, fn, id);
  return undefined;
}

function captureBound(walk: Walk, fn: AnyFunction, id: number): LiveNode {
  const slots = walk.probe.slots(fn);
  const target = slots["[[TargetFunction]]"];
  if (typeof target !== "function") {
    walk.fail(
      `the native ${describeFunction(fn)} cannot travel, because no global and no module leads to it; call it by its name inside the function`,
      id,
    );
  }
  const args = slots["[[BoundArgs]]"] as readonly unknown[];
  return [
    "bound",
    walk.referObject(target, id, "bound function"),
    walk.refer(slots["[[BoundThis]]"], id, "bound this"),
    args.map((argument, index) => walk.refer(argument, id, `bound argument ${String(index + 1)}`)),
  ];
}

/** Refuses what no function that travels may use. */
export function refuseSource(walk: Walk, fn: AnyFunction, analysis: Analysis, id: number): void {
  const { traits } = analysis;
  if (traits.usesEval) {
    walk.fail(
      `${describeFunction(fn)} calls eval(), so that its variables cannot be told; use new Function(...) or no eval`,
      id,
    );
  }
  if (traits.usesImportMeta) {
    walk.fail(
      `${describeFunction(fn)} uses import.meta, which a worker has not; put what it gives into a variable outside the function`,
      id,
    );
  }
  if (analysis.parsed.kind === "arrow" && traits.usesOuterNewTarget) {
    walk.fail(
      `${describeFunction(fn)} uses new.target of the function around it; put it into a variable outside`,
      id,
    );
  }
  if (traits.usesImport)
    walk.warn("import() inside a function is resolved on the worker", id, `import ${analysis.source}`);
}

/** Tells whether the inspector shall be asked from which file a function comes: once for each text. */
export function wantsOrigin(walk: Walk, fn: AnyFunction, analysis: Analysis): boolean {
  if (notebookExports() !== undefined || explicitCaptures(fn) !== undefined) return false;
  return walk.hasInspector && !walk.textPlaces.has(analysis);
}

/** Tells whether the inspector has to be asked. A variable may have the name of a global. */
export function needsInspector(walk: Walk, fn: AnyFunction, analysis: Analysis): boolean {
  if (explicitCaptures(fn) !== undefined) return false;
  if (walk.hasInspector) return analysis.free.size > 0;
  return [...analysis.free.keys()].some((name) => !globalNames().has(name));
}

/** Captures a function's outside variables, properties and class parts. */
export function captureFunction(
  walk: Walk,
  id: number,
  fn: AnyFunction,
  analysis: Analysis,
  inside: { readonly place: TextPlace | undefined; readonly scopes: readonly ScopeCopy[] },
): FunctionRecord {
  const { place, scopes } = inside;
  const bound: Bound[] = [];
  for (const [name, use] of analysis.free) {
    const one = captureVariable(walk, { id, fn, name, use, scopes });
    if (one !== undefined) bound.push(one);
  }
  const claimed = analysis.parsed.kind === "class" ? claimedKeys(walk, fn, analysis, id, true) : new Set();
  const properties = captureProperties(walk, fn, id, (key) => isUsualKey(fn, key) || claimed.has(key));
  const extras = {
    ...(properties.length > 0 ? { properties } : {}),
    ...captureOwnPrototype(walk, fn, analysis, id),
  };
  if (analysis.parsed.kind !== "class") return { id, fn, analysis, bound, place, extras };
  claimMembers(walk, fn, analysis, id);
  const statics = captureStatics(walk, fn, analysis, id);
  const parent = Object.getPrototypeOf(fn) as object;
  const isNullHeir = Object.getPrototypeOf(fn.prototype as object) === null;
  const hasParent = Boolean(analysis.parsed.node.superClass);
  return {
    id, fn, analysis, bound, place,
    extras: statics === undefined ? extras : { ...extras, statics },
    parent: !hasParent ? 0 : isNullHeir ? null : walk.referObject(parent, id, "extends"),
    keys: captureKeys(walk, fn, analysis, id),
  }; // prettier-ignore
}

function isUsualKey(fn: AnyFunction, key: string | symbol): boolean {
  return (
    key === "length" ||
    key === "prototype" ||
    key === "arguments" ||
    key === "caller" ||
    (key === "name" && typeof fn.name === "string")
  );
}

/** The prototype of a class has its text's methods already; of a plain function it is mostly empty. */
function captureOwnPrototype(
  walk: Walk,
  fn: AnyFunction,
  analysis: Analysis,
  id: number,
): { prototype?: Reference } {
  const prototype = fn.prototype as object | null | undefined;
  const { parsed } = analysis;
  if (typeof prototype !== "object" || prototype === null) return {};
  if (parsed.kind === "function" && parsed.node.generator) return {};
  const isEmpty =
    parsed.kind === "function" &&
    Reflect.ownKeys(prototype).length === 1 &&
    Object.getPrototypeOf(prototype) === Object.prototype &&
    (prototype as { constructor?: unknown }).constructor === fn;
  return isEmpty ? {} : { prototype: walk.referObject(prototype, id, ".prototype") };
}
