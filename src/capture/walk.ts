import { isArrayBuffer } from "node:util/types";
import { CaptureError } from "./capture-error.js";
import { languageIdentities, type Identities } from "./identities.js";
import { Probe, type TextPlace } from "./inspector.js";
import { Links } from "./links.js";
import { packageIdentities } from "./modules.js";
import type { KnownPlace, Node, Value } from "./revive/format.js";
import { analyze, type Analysis } from "./source/analyze.js";

/** Stands for a node while the graph is walked. */
export class Reference {
  constructor(readonly id: number) {}
}

export type LiveNode = Node<Reference>;
export type LiveValue = Value<Reference>;
/** Any function or class of the user. */
export type AnyFunction = (...args: never[]) => unknown;

/** What has been captured of one namespace: the members that travelling functions name, no others. */
export interface Namespace {
  readonly reference: Reference;
  readonly members: Record<string, LiveValue>;
}

/** Bytes of a buffer, from `start` up to `end`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** The graph of all values that the roots reach, in the order in which they were met. */
export class Walk {
  readonly nodes: (LiveNode | undefined)[] = [];
  readonly values: unknown[] = [];
  /** Nodes that a node needs. */
  readonly links = new Links();
  readonly warnings: string[] = [];
  /** The object in which a function was met first: its `super`, or the `this` of an arrow function, may be that. */
  readonly holders = new Map<object, object>();
  readonly namespaces = new Map<object, Namespace>();
  /** Where the inspector found the last function of a text. */
  readonly textPlaces = new Map<Analysis, TextPlace>();
  readonly #wholes = new Set<ArrayBuffer>();
  readonly #parts = new Map<object, Part>();
  readonly #parents: number[] = [];
  readonly #labels: string[] = [];
  readonly #references = new Map<unknown, Reference>();
  readonly #shapes = new Map<string, Reference>();
  readonly #queue: number[] = [];
  readonly #warned = new Set<string>();
  readonly #places: readonly Identities[];
  #probe: Probe | undefined;

  constructor(readonly door: Identities) {
    this.#places = [door, languageIdentities(), packageIdentities()];
  }

  /** Opens the inspector at the first need. */
  get probe(): Probe {
    return (this.#probe ??= new Probe());
  }

  /** Tells whether this Node.js can show the variables of functions. */
  get hasInspector(): boolean {
    return process.features.inspector;
  }

  close(): void {
    this.#probe?.close();
  }

  /** Says where a worker has this very object already. */
  placeOf(value: object): KnownPlace | undefined {
    for (const places of this.#places) {
      const place = places.get(value);
      if (place !== undefined) return place;
    }
    return undefined;
  }

  /** Refers to a value that node `from` needs; `label` is the step from there in messages. */
  refer(value: unknown, from: number, label: string): LiveValue {
    if (isPrimitive(value)) return value;
    let reference = this.#references.get(value);
    if (reference === undefined) {
      reference = this.#add(value, undefined, from, label);
      this.#references.set(value, reference);
      this.#queue.push(reference.id);
    }
    if (from >= 0) this.links.add(from, reference.id);
    if (isArrayBuffer(value)) this.#wholes.add(value);
    return reference;
  }

  /** Refers to the buffer of a view; if only views lead to it, only the parts that they show are needed. */
  referPart(view: ArrayBufferView, from: number): Reference {
    const { buffer, byteOffset, byteLength } = view;
    if (!(buffer instanceof ArrayBuffer)) return this.referObject(buffer, from, ".buffer");
    const isWhole = this.#wholes.has(buffer);
    const reference = this.referObject(buffer, from, ".buffer");
    if (!isWhole) this.#wholes.delete(buffer);
    const part = this.#parts.get(buffer);
    this.#parts.set(buffer, {
      start: Math.min(part?.start ?? byteOffset, byteOffset),
      end: Math.max(part?.end ?? 0, byteOffset + byteLength),
    });
    return reference;
  }

  /** Gives the part of each buffer that is needed; of others all is. */
  get parts(): ReadonlyMap<object, Part> {
    return new Map([...this.#parts].filter(([buffer]) => !this.#wholes.has(buffer as ArrayBuffer)));
  }

  /** As {@link refer}, for what is surely no primitive. */
  referObject(value: object, from: number, label: string): Reference {
    return this.refer(value, from, label) as Reference;
  }

  /** Adds a node that stands for no value of its own. */
  addNode(node: LiveNode, from: number, label: string): Reference {
    const reference = this.#add(undefined, node, from, label);
    if (from >= 0) this.links.add(from, reference.id);
    return reference;
  }

  /** Refers to a list of property names that several objects may have. */
  shape(keys: readonly string[]): Reference {
    const text = keys.join("\0");
    let reference = this.#shapes.get(text);
    if (reference === undefined) {
      reference = this.#add(undefined, ["raw", keys], -1, "names");
      this.#shapes.set(text, reference);
    }
    return reference;
  }

  /** Nodes that are shared whoever reaches them. */
  get shapes(): Iterable<Reference> {
    return this.#shapes.values();
  }

  /** Finds the node of a value that was met. */
  find(value: unknown): Reference | undefined {
    return this.#references.get(value);
  }

  /** Makes later references to a value lead to a given node. */
  alias(value: unknown, reference: Reference): void {
    this.#references.set(value, reference);
  }

  /** Gives the values that were met and not yet visited; empty when all are. */
  takeQueue(): number[] {
    return this.#queue.splice(0);
  }

  analysisOf(fn: AnyFunction, id: number): Analysis {
    const source = sourceOf(fn);
    try {
      return analyze(source);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.fail(
        `the source of ${describeFunction(fn)} cannot be parsed (${reason}): ${source.slice(0, 80)}`,
        id,
        cause,
      );
    }
  }

  /** Names the way from a root to a node. */
  path(id: number): string {
    const steps: string[] = [];
    for (let at = id; at >= 0; at = this.#parents[at]!) steps.unshift(this.#step(at));
    if (steps.length > 14) steps.splice(7, steps.length - 14, "...");
    return steps.join(" -> ");
  }

  fail(message: string, id: number, cause?: unknown): never {
    throw new CaptureError(message, { path: this.path(id), cause });
  }

  /** Warns once for each `kind`: ten thousand learners of one text make one warning. */
  warn(message: string, id: number, kind: string): void {
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    this.warnings.push(`${this.path(id)}: ${message}`);
  }

  #step(id: number): string {
    const label = this.#labels[id]!;
    const value = this.values[id];
    if (typeof value !== "function" || this.#parents[id] !== -1) return label;
    return `${label} -> ${describeFunction(value as AnyFunction)}`;
  }

  #add(value: unknown, node: LiveNode | undefined, from: number, label: string): Reference {
    const id = this.nodes.length;
    this.nodes.push(node);
    this.values.push(value);
    this.#parents.push(from);
    this.#labels.push(label);
    return new Reference(id);
  }
}

/** Tells what needs no node. */
export function isPrimitive(value: unknown): value is string | number | bigint | boolean | null | undefined {
  return (
    value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol")
  );
}

/** Gives a function's text, whatever its own `toString` says. */
export function sourceOf(fn: object): string {
  return Function.prototype.toString.call(fn);
}

/** Tells whether a function has no JavaScript text; no other text can end so. */
export function isNative(fn: object): boolean {
  return sourceOf(fn).endsWith("{ [native code] }");
}

/** Names a function in messages. */
export function describeFunction(fn: AnyFunction): string {
  const kind = /^class\b/.test(sourceOf(fn)) ? "class" : "function";
  return `${kind} ${typeof fn.name === "string" && fn.name !== "" ? fn.name : "(anonymous)"}`;
}
