/* eslint-disable @typescript-eslint/unbound-method -- accessors are values here, never called */
import { createRequire } from "node:module";
import { join } from "node:path";
import { applyOwn } from "./apply.js";
import { makeClass, makeFunction } from "./make-function.js";
import { findPlace } from "./places.js";
import type { StoredNode, StoredValue } from "./records.js";
import type { Reviver } from "./reviver.js";

/** Makes the value of a node. */
export function makeValue(reviver: Reviver, id: number, node: StoredNode): unknown {
  const value = (stored: StoredValue): unknown => reviver.value(stored);
  switch (node[0]) {
    case "known":
      return reviver.keep(id, findPlace(node[1], reviver.door));
    case "door":
      return reviver.keep(id, makeByDoor(reviver, node));
    case "symbol":
      return reviver.keep(id, makeSymbol(node[1], node[2]));
    case "require":
      return reviver.keep(id, createRequire(join(node[1], "x.js")));
    case "raw":
      return reviver.keep(id, node[1]);
    case "boxed":
      return reviver.keep(id, Object(value(node[1])));
    case "bytes":
      return reviver.keep(id, makeBytes(reviver, node[1], node[2]));
    case "view":
      return reviver.keep(id, makeView(node[1], value(node[2]) as ArrayBuffer, node[3], node[4]));
    case "proxy":
      return reviver.keep(id, new Proxy(value(node[1]) as object, value(node[2]) as ProxyHandler<object>));
    case "bound":
      return reviver.keep(id, makeBound(value(node[1]), value(node[2]), node[3].map(value)));
    case "wrapper":
      return reviver.keep(id, wrapModule(value(node[1]) as object));
    case "function":
      return makeFunction(reviver, id, node);
    case "class":
      return makeClass(reviver, id, node);
    case "field": {
      const [, self, owner, index, name] = node;
      const [object, ofClass] = [value(self) as object, value(owner) as object];
      return reviver.known(id) ?? reviver.keep(id, reviver.stamper.fieldOf(object, ofClass, index, name));
    }
    case "member": {
      const owner = value(node[1]) as { prototype: object };
      const key = value(node[3]) as string | symbol;
      return reviver.keep(
        id,
        Object.getOwnPropertyDescriptor(node[2] ? owner : owner.prototype, key)?.[node[4]],
      );
    }
    default:
      return makeContainer(reviver, id, node);
  }
}

type ContainerKind =
  | "heir"
  | "array"
  | "object"
  | "prototype"
  | "error"
  | "map"
  | "set"
  | "date"
  | "regexp"
  | "cell"
  | "namespace"
  | "all";
type Container = Extract<StoredNode, readonly [ContainerKind, ...unknown[]]>;

function makeContainer(reviver: Reviver, id: number, node: Container): unknown {
  const value = (stored: StoredValue): unknown => reviver.value(stored);
  switch (node[0]) {
    case "object": {
      const proto = node[1] === 0 ? Object.prototype : (value(node[1]) as object | null);
      const object = reviver.known(id) as object | undefined; // made meanwhile by its own class
      return (
        object ?? applyOwn(reviver, id, reviver.stamper.create(reviver, proto, node[3]), 0, node[2], node[3])
      );
    }
    case "array":
      return applyOwn(reviver, id, new Array(node[1]), node[2], node[3], node[4]);
    case "heir":
      return applyOwn(reviver, id, value(node[1]) as object, node[2], node[3], node[4]);
    case "error":
      return applyOwn(reviver, id, blankError(), node[1], node[2], node[3]);
    case "date":
      return applyOwn(reviver, id, new Date(node[1]), node[2], node[3], node[4]);
    case "map": {
      const map = reviver.keep(id, new Map<unknown, unknown>());
      const items = node[1];
      reviver.fill(() => {
        for (let i = 0; i < items.length; i += 2)
          Map.prototype.set.call(map, value(items[i]), value(items[i + 1]));
      });
      return applyOwn(reviver, id, map, node[2], node[3], node[4]);
    }
    case "set": {
      const set = reviver.keep(id, new Set<unknown>());
      reviver.fill(() => {
        for (const item of node[1]) Set.prototype.add.call(set, value(item));
      });
      return applyOwn(reviver, id, set, node[2], node[3], node[4]);
    }
    case "regexp": {
      const pattern = new RegExp(node[1], node[2]);
      pattern.lastIndex = node[3];
      return applyOwn(reviver, id, pattern, node[4], [], undefined);
    }
    case "prototype": {
      const prototype = (value(node[1]) as { prototype: object }).prototype;
      return applyOwn(reviver, id, prototype, node[2] ?? 0, node[3], undefined);
    }
    case "cell": {
      const cell = reviver.keep<{ value: unknown }>(id, { value: undefined });
      reviver.later(() => (cell.value = value(node[1])));
      return cell;
    }
    case "namespace":
      return reviver.openNamespace(id, node[1]);
    case "all": {
      const [namespace] = node[1];
      const object = reviver.keep(id, reviver.object(namespace));
      reviver.later(() => reviver.addMembers(namespace, null));
      return object;
    }
  }
}

function makeByDoor(reviver: Reviver, node: Extract<StoredNode, readonly ["door", ...unknown[]]>): unknown {
  const [, path, use, stored] = node;
  const make = findPlace(["door", null, path.split(".")], reviver.door) as (...args: unknown[]) => unknown;
  // A constructor reads its options at once, so they are filled by then; it calls no function of the user.
  const args = reviver.complete(() => stored.map((argument) => reviver.value(argument)));
  return use === "construct" ? (Reflect.construct(make, args) as unknown) : make(...args);
}

function makeSymbol(how: "for" | "well-known" | "new", text: string | undefined): symbol {
  if (how === "for") return Symbol.for(text!);
  return how === "new" ? Symbol(text) : (Symbol as unknown as Record<string, symbol>)[text!]!;
}

function makeBytes(reviver: Reviver, content: number | Uint8Array, isShared: boolean): ArrayBufferLike {
  const buffer = typeof content === "number" ? reviver.records.array(content) : content.slice().buffer;
  if (!isShared) return buffer;
  const copy = new SharedArrayBuffer(buffer.byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer));
  return copy;
}

function makeView(type: string, buffer: ArrayBuffer, offset: number, length: number): unknown {
  if (type === "Buffer") return Buffer.from(buffer, offset, length);
  const View = (
    globalThis as unknown as Record<string, new (b: ArrayBuffer, o: number, l: number) => unknown>
  )[type]!;
  return new View(buffer, offset, length);
}

function makeBound(target: unknown, self: unknown, args: readonly unknown[]): unknown {
  return Function.prototype.bind.call(target as () => unknown, self, ...args);
}

/** What compilers make of `import * as m` and of a default import of a CommonJS module. */
function wrapModule(module: object): object {
  return { ...module, default: module };
}

function blankError(): Error {
  const error = new Error();
  Reflect.deleteProperty(error, "stack");
  return error;
}
