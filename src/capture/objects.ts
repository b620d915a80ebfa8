import { adoptClasses } from "./adopt.js";
import { captureData, captureProto } from "./data.js";
import { captureDoorObject } from "./door.js";
import { notebookExports } from "./notebook.js";
import { captureNamespace, isNamespace, wrappedModule } from "./namespaces.js";
import { captureProperties } from "./properties.js";
import { hiddenState, openHandle, refusal } from "./refusals.js";
import type { AnyFunction, LiveNode, Walk } from "./walk.js";
import { hasPrivateMembers } from "./source/emit.js";
import { isNative, isPrimitive } from "./walk.js";
import { captureStamps, ownConstructor } from "./stamps.js";
import { claimedKeys } from "./classes.js";
import { isArgumentsObject, isProxy } from "node:util/types";

/** Captures any object that is no function. */
export function captureObject(walk: Walk, object: object, id: number): LiveNode {
  if (isProxy(object)) return captureProxy(walk, object, id);
  if (isRaw(object)) return ["raw", { ...object }];
  const owner = ownConstructor(object);
  if (owner === undefined) refuse(walk, refusal(object), id);
  adoptClasses(walk, object, id);
  const special = captureDoorObject(walk, object, id) ?? captureData(walk, object, id);
  if (special !== undefined) return special;
  if (owner !== undefined) return capturePrototype(walk, object, owner, id);
  const wrapped = wrappedModule(walk, object);
  if (wrapped !== undefined) return ["wrapper", walk.referObject(wrapped, id, ".default")];
  if (isNamespace(walk, object)) return captureNamespace(walk, object, id);
  refuseHiddenState(walk, object, id);
  refuse(walk, openHandle(object), id);
  // What `callee` leads to is the function around, which nothing needs.
  const skip = isArgumentsObject(object) ? (key: string | symbol) => key === "callee" : undefined;
  const proto = captureProto(walk, object, id, Object.prototype);
  const properties = captureProperties(walk, object, id, skip);
  const stamps = captureStamps(walk, object, id);
  return stamps.length > 0 ? ["object", proto, properties, stamps] : ["object", proto, properties];
}

function refuse(walk: Walk, reason: string | undefined, id: number): void {
  if (reason !== undefined) walk.fail(reason, id);
}

/** Plain objects of primitives need no reference. */
function isRaw(object: object): boolean {
  if (Object.getPrototypeOf(object) !== Object.prototype || !Object.isExtensible(object)) return false;
  return Reflect.ownKeys(object).every((key) => {
    const property = Object.getOwnPropertyDescriptor(object, key)!;
    return (
      typeof key === "string" &&
      isPrimitive(property.value) &&
      property.enumerable === true &&
      property.configurable === true &&
      property.writable === true
    );
  });
}

function captureProxy(walk: Walk, object: object, id: number): LiveNode {
  if (object === notebookExports()) return captureNamespace(walk, object as Record<string, unknown>, id);
  const slots = walk.probe.slots(object);
  const target = slots["[[Target]]"];
  const handler = slots["[[Handler]]"];
  if (isPrimitive(target) || isPrimitive(handler)) walk.fail("a revoked Proxy cannot travel", id);
  if (isNamespace(walk, object)) return captureNamespace(walk, object, id);
  return [
    "proxy",
    walk.referObject(target, id, "target of the Proxy"),
    walk.referObject(handler, id, "handler of the Proxy"),
  ];
}

/** Captures what a class or constructor function has as its prototype. */
function capturePrototype(walk: Walk, prototype: object, owner: AnyFunction, id: number): LiveNode {
  const reference = walk.referObject(owner, id, ".constructor");
  const analysis = isNative(owner) ? undefined : walk.analysisOf(owner, id);
  const isClass = analysis?.parsed.kind === "class";
  const proto = isClass ? undefined : captureProto(walk, prototype, id, Object.prototype);
  const claimed = isClass ? claimedKeys(walk, owner, analysis, id) : new Set();
  const properties = captureProperties(
    walk,
    prototype,
    id,
    (key) => key === "constructor" || claimed.has(key),
  );
  return ["prototype", reference, proto, properties];
}

/** An instance of a class that is not captured by value may have state that nothing shows. */
function refuseHiddenState(walk: Walk, object: object, id: number): void {
  for (
    let at = Object.getPrototypeOf(object) as object | null;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    if (at === Object.prototype || walk.placeOf(at) === undefined) continue;
    const owner = ownConstructor(at);
    const place = owner === undefined ? undefined : walk.placeOf(owner);
    if (owner === undefined || place === undefined || place[0] === "door") continue;
    const isPackage = place[0] === "module" && typeof place[1] === "string" && !place[1].startsWith("node:");
    const hasPrivates = isPackage && !isNative(owner) && hasPrivateMembers(walk.analysisOf(owner, id));
    refuse(walk, hiddenState(owner, owner.name, isPackage, hasPrivates), id);
  }
}
