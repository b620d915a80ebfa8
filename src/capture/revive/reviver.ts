import type { Factory } from "./code.js";
import type { RecordsHeader, StoredReference } from "./format.js";
import { makeValue } from "./make-value.js";
import type { Records, StoredNode, StoredValue } from "./records.js";
import { ReviveError } from "./revive-error.js";
import { Stamper } from "./stamper.js";

/** Structure is filled at once down to this depth; what is deeper waits, so that long lists need no deep stack. */
const MAX_DEPTH = 400;

/** Makes values again from their nodes. An object is known before what is in it is made, so that cycles close. */
export class Reviver {
  readonly header: RecordsHeader;
  readonly stamper = new Stamper();
  readonly #shared = new Map<number, unknown>();
  readonly #namespaces = new Map<number, Namespace>();
  /** Variables of functions: set when all else exists. */
  #late: (() => void)[] = [];
  /** Content of objects that lie deep. */
  #deep: (() => void)[] = [];
  #depth = 0;
  #own: unknown[] = [];
  #ownNodes: readonly StoredNode[] = [];

  constructor(
    readonly records: Records,
    readonly factories: readonly Factory[],
    readonly door: Readonly<Record<string, unknown>>,
  ) {
    this.header = records.header;
  }

  /** Makes the root of a record. */
  revive(index: number): unknown {
    const [root, nodes] = this.records.record(index);
    this.#own = [];
    this.#ownNodes = nodes;
    this.#late = [];
    const value = this.complete(() => this.value(root));
    for (let set = this.#late.pop(); set !== undefined; set = this.#late.pop()) this.complete(set);
    this.#own = [];
    this.#ownNodes = [];
    return value;
  }

  /** Makes something with all its structure; variables of functions in it may still be unset. */
  complete<T>(make: () => T): T {
    const [deep, depth] = [this.#deep, this.#depth];
    this.#deep = [];
    this.#depth = 0;
    const value = make();
    for (let fill = this.#deep.pop(); fill !== undefined; fill = this.#deep.pop()) fill();
    this.#deep = deep;
    this.#depth = depth;
    return value;
  }

  /** Gives a primitive as it is, and the object that a reference leads to. */
  value(stored: StoredValue): unknown {
    return Array.isArray(stored) ? this.object((stored as StoredReference)[0]) : stored;
  }

  /** Gives the object of a node; makes it at first. */
  object(id: number): unknown {
    return this.known(id) ?? makeValue(this, id, this.#node(id));
  }

  known(id: number): unknown {
    return id >= 0 ? this.#shared.get(id) : this.#own[-id - 1];
  }

  /** Remembers the object of a node. When a cycle has made it meanwhile, that one stays. */
  keep<T>(id: number, object: T): T {
    const known = this.known(id);
    if (known !== undefined) return known as T;
    if (id >= 0) this.#shared.set(id, object);
    else this.#own[-id - 1] = object;
    return object;
  }

  /** Fills an object that is known by now. */
  fill(fill: () => void): void {
    if (this.#depth >= MAX_DEPTH) {
      this.#deep.push(fill);
      return;
    }
    this.#depth++;
    fill();
    this.#depth--;
  }

  /** Sets variables when all objects exist. */
  later(set: () => void): void {
    this.#late.push(set);
  }

  /** Reads the keys of an object; several objects may share the list. */
  keys(stored: StoredReference | readonly StoredValue[]): readonly (string | symbol)[] {
    if (typeof stored[0] === "number") return this.object(stored[0]) as string[];
    return (stored as readonly StoredValue[]).map((key) => this.value(key) as string | symbol);
  }

  /** Puts members into a namespace: those that a function uses, or all. */
  addMembers(id: number, names: readonly string[] | null): void {
    const namespace = this.#namespaces.get(id)!;
    for (const name of names ?? Object.keys(namespace.stored)) {
      if (Object.hasOwn(namespace.object, name) || !Object.hasOwn(namespace.stored, name)) continue;
      namespace.object[name] = this.value(namespace.stored[name]);
    }
  }

  /** Begins a namespace with no members. */
  openNamespace(id: number, stored: Readonly<Record<string, StoredValue>>): object {
    const namespace = { object: {}, stored };
    this.#namespaces.set(id, namespace);
    return this.keep(id, namespace.object);
  }

  #node(id: number): StoredNode {
    const node = id >= 0 ? this.records.shared(id) : this.#ownNodes[-id - 1];
    if (node === undefined)
      throw new ReviveError(`The captured functions in ${this.records.folder} lack value ${id}.`);
    return node;
  }
}

interface Namespace {
  readonly object: Record<string, unknown>;
  readonly stored: Readonly<Record<string, StoredValue>>;
}
