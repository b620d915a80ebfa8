import { serialize } from "node:v8";
import { SHARED } from "../cells.js";
import type { Code } from "../finish.js";
import { Reference, type LiveNode, type LiveValue, type Part } from "../walk.js";
import type { ArrayPacker } from "./array-packer.js";

/** All that the roots reach. */
export interface Graph {
  readonly roots: readonly LiveValue[];
  readonly nodes: readonly (LiveNode | undefined)[];
  readonly values: readonly unknown[];
  /** Buffers of which only a part is needed. */
  readonly parts: ReadonlyMap<object, Part>;
  /** For each node the root that reaches it, or that several do. */
  readonly owners: Int32Array;
  readonly codes: readonly Code[];
}

/** Gives shared nodes the numbers from 0 up, a root's own from -1 down, and writes references as numbers. */
export class Encoder {
  readonly shared: number[] = [];
  readonly #own: number[][];
  readonly #numbers: Int32Array;
  /** How much has been met that does not come back from JSON as it is. */
  #losses = 0;

  constructor(
    readonly captured: Graph,
    readonly arrays: ArrayPacker,
  ) {
    const { owners, roots, nodes } = captured;
    this.#own = roots.map(() => []);
    this.#numbers = new Int32Array(nodes.length);
    owners.forEach((owner, id) => {
      if (owner === SHARED) this.#numbers[id] = this.shared.push(id) - 1;
      else if (owner >= 0) this.#numbers[id] = -this.#own[owner]!.push(id);
    });
  }

  /** Shared nodes, then one record for each root. */
  *records(): Iterable<Uint8Array> {
    for (const id of this.shared) yield this.#bytesOf(() => this.#node(id));
    for (const [index, root] of this.captured.roots.entries()) {
      const own = this.#own[index]!;
      yield this.#bytesOf(() => [this.#encode(root), own.map((id) => this.#node(id))]);
    }
  }

  /** JSON where that says all, which is several times faster, else V8's form. */
  #bytesOf(make: () => unknown): Uint8Array {
    const before = this.#losses;
    const value = make();
    return this.#losses === before ? Buffer.from(JSON.stringify(value)) : serialize(value);
  }

  #node(id: number): unknown {
    const node = this.captured.nodes[id]!;
    switch (node[0]) {
      case "raw":
        if (!isJsonData(node[1] as object)) this.#losses++;
        return node;
      case "bytes":
        this.#losses++;
        return ["bytes", this.arrays.add(this.#bytes(id)), node[2]];
      case "view": {
        const [, type, buffer, offset, length] = node;
        const start = this.#bytes(buffer.id).byteOffset;
        return this.#encode(["view", type, buffer, offset - start, length]);
      }
      default:
        return this.#encode(node);
    }
  }

  /** The part of a buffer that travels; begins where every typed array may. */
  #bytes(id: number): Uint8Array {
    const buffer = this.captured.values[id] as ArrayBufferLike;
    const part = this.captured.parts.get(buffer);
    if (part === undefined) return new Uint8Array(buffer);
    const start = part.start - (part.start % 8);
    return new Uint8Array(buffer, start, part.end - start);
  }

  #encode(value: unknown): unknown {
    if (value instanceof Reference) return [this.#numbers[value.id]!];
    if (Array.isArray(value)) return value.map((item) => this.#encode(item));
    if (typeof value !== "object" || value === null) {
      if (!isJsonPrimitive(value)) this.#losses++;
      return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#encode(item)]));
  }
}

/** Long lists of numbers are shorter in V8's form. */
function isJsonData(value: object): boolean {
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.length <= 64 && items.every(isJsonPrimitive);
}

function isJsonPrimitive(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === "string" || typeof value === "boolean" || value === null;
}
