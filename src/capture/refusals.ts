import * as types from "node:util/types";
import { isNative, sourceOf } from "./walk.js";

/** Says why an object cannot travel and what to do instead; undefined when it can. */
export function refusal(object: object): string | undefined {
  if (types.isPromise(object)) return "a Promise cannot travel; await it first and capture its result";
  if (types.isWeakMap(object)) return weak("WeakMap", "Map");
  if (types.isWeakSet(object)) return weak("WeakSet", "Set");
  if (object instanceof WeakRef) return weak("WeakRef", "plain variable");
  if (types.isGeneratorObject(object)) {
    return "a running generator cannot travel; capture the generator function and call it inside the function";
  }
  if (types.isMapIterator(object) || types.isSetIterator(object) || isLanguageIterator(object)) {
    return "an iterator cannot travel; capture an array of its values ([...iterator])";
  }
  if (types.isKeyObject(object) || types.isCryptoKey(object)) {
    return "a cryptographic key cannot travel; read it on the worker, inside the function";
  }
  if (types.isExternal(object)) return "a native (N-API) object cannot travel; create it inside the function";
  if (isWebAssembly(object)) {
    return "a WebAssembly object cannot travel; capture the bytes and instantiate them inside the function";
  }
  return timer(object) ?? foreignRealm(object);
}

function timer(object: object): string | undefined {
  if (!Object.hasOwn(object, "_onTimeout") && !Object.hasOwn(object, "_onImmediate")) return undefined;
  return `a timer (${titleOf(object)}) cannot travel; start it inside the function`;
}

function titleOf(object: object): string {
  const name = (object as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === "string" && name !== "" ? name : "handle";
}

function weak(name: string, instead: string): string {
  return `a ${name} cannot travel, because its content cannot be listed; use a ${instead}`;
}

function isLanguageIterator(object: object): boolean {
  const tag = (object as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return (
    typeof tag === "string" && / Iterator$/.test(tag) && "next" in object && !Object.hasOwn(object, "next")
  );
}

function isWebAssembly(object: object): boolean {
  const tag = (object as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return typeof tag === "string" && tag.startsWith("WebAssembly.");
}

/** Says why an object that is open in this process (a socket, stream or file) cannot travel. */
export function openHandle(object: object): string | undefined {
  const own = Reflect.ownKeys(object);
  const stream = object as { pipe?: unknown; [key: symbol]: unknown };
  const isStream = stream[Symbol.for("nodejs.rejection")] !== undefined && typeof stream.pipe === "function";
  const isOpen =
    isStream ||
    own.some(
      (key) => typeof key === "symbol" && /^(async_id_symbol|kHandle|handle)$/.test(key.description ?? ""),
    ) ||
    (own.includes("_handle") && typeof (object as { _handle?: unknown })._handle === "object");
  return isOpen
    ? `an open ${titleOf(object)} (socket, stream or file) cannot travel; open it inside the function`
    : undefined;
}

/** Objects of another realm (`vm.createContext`, a test runner's sandbox) have other built-ins. */
function foreignRealm(object: object): string | undefined {
  let root = object;
  for (let above = Object.getPrototypeOf(root) as object | null; above !== null;) {
    root = above;
    above = Object.getPrototypeOf(root) as object | null;
  }
  if (root === object || root === Object.prototype) return undefined;
  const { constructor } = root;
  return typeof constructor === "function" && constructor.name === "Object" && isNative(constructor)
    ? "an object of another realm (vm context) cannot travel; copy its content into an object made here"
    : undefined;
}

/** Says why an instance of a class that lives in a module or in the language cannot travel. */
export function hiddenState(
  constructor: object,
  name: string,
  isPackage: boolean,
  hasPrivates: boolean,
): string | undefined {
  const isHidden = isPackage
    ? hasPrivates || isNative(constructor)
    : isNative(constructor) || sourceOf(constructor).startsWith("class");
  if (!isHidden) return undefined;
  return `an instance of the ${isPackage ? "package's" : "built-in"} class ${name} keeps hidden state that cannot be read; create it inside the function`;
}
