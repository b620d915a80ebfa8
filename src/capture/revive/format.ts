/** The version of the folder that capture writes and revival reads; raised when a meaning changes. */
export const FORMAT_VERSION = 2;

/** Files of a `functions/` folder. */
export const FUNCTION_FILES = { code: "code.cjs", records: "records.bin", arrays: "arrays.bin" } as const;

/** First bytes of the records file. A record is JSON, or in the form of `v8.serialize` where JSON would lose something. */
export const RECORDS_MAGIC = "ASFN";

/** A step of a path: a property, or the name of a well-known symbol. */
export type Step = string | readonly [wellKnownSymbol: string];

/** A module: its file, and (when a package leads to that very file) its name and the folder it was asked from. */
export interface ModuleName {
  readonly file: string;
  readonly specifier: string | null;
  readonly folder: string;
}

/** Where the worker finds a value that does not travel: in the language, in a module, or in our own bundle. */
export type KnownPlace =
  | readonly [root: "global" | "door", name: null, path: readonly Step[], accessor?: "get" | "set"]
  | readonly [root: "intrinsic", name: string, path: readonly Step[], accessor?: "get" | "set"]
  | readonly [root: "module", name: ModuleName | string, path: readonly Step[], accessor?: "get" | "set"];

/** A reference in a file: shared nodes count from 0 up, a record's own from -1 down. */
export type StoredReference = readonly [id: number];

/** A primitive, or a reference `R` to a node. */
export type Value<R> = string | number | bigint | boolean | null | undefined | R;

/** How far an object is closed. */
export type Closed = "frozen" | "sealed" | "fixed";

/** A property that is not plain: its key, its flags (enumerable 1, configurable 2, writable 4), and its content. */
export type OddProperty<R> =
  | readonly [key: Value<R>, flags: number, value: Value<R>]
  | readonly [key: Value<R>, flags: number, get: Value<R>, set: Value<R>];

/** Own properties. `keys` is a reference when several objects have the same ones. */
export type Properties<R> =
  | readonly []
  | readonly [
      keys: R | readonly Value<R>[],
      values: readonly Value<R>[],
      odd?: readonly OddProperty<R>[],
      closed?: Closed,
    ];

/** Private fields of an instance: for each class with private members, base first, its values in the order of the text. */
export type Stamp<R> = readonly [owner: R, values: readonly (readonly [Value<R>] | null)[]];

/** What only some functions have. */
export interface FunctionExtras<R> {
  readonly name?: string;
  /** `this` of an arrow function that belongs to an instance. */
  readonly self?: R;
  /** The object above the one that a method with `super` belongs to. */
  readonly home?: Value<R>;
  readonly properties?: Properties<R>;
  readonly prototype?: R;
  /** Private static fields. */
  readonly statics?: readonly (readonly [Value<R>] | null)[];
}

/** `proto`: 0 stands for the usual one of the kind. */
type Proto<R> = 0 | null | R;

/** A value of the graph. `R` is a live reference while capturing and a {@link StoredReference} in a file. */
export type Node<R> =
  | readonly [kind: "known", place: KnownPlace]
  | readonly [kind: "door", path: string, use: "call" | "construct", args: readonly Value<R>[]]
  | readonly [kind: "heir", base: R, proto: R, properties: Properties<R>, stamps: readonly Stamp<R>[]]
  | readonly [kind: "symbol", how: "for" | "well-known" | "new", text: string | undefined]
  | readonly [kind: "require", folder: string]
  | readonly [kind: "raw", value: unknown]
  | readonly [
      kind: "array",
      length: number,
      proto: Proto<R>,
      properties: Properties<R>,
      stamps: readonly Stamp<R>[],
    ]
  | readonly [kind: "object", proto: Proto<R>, properties: Properties<R>, stamps?: readonly Stamp<R>[]]
  | readonly [kind: "prototype", owner: R, proto: Proto<R> | undefined, properties: Properties<R>]
  | readonly [kind: "error", proto: Proto<R>, properties: Properties<R>, stamps: readonly Stamp<R>[]]
  | readonly [
      kind: "map",
      items: readonly Value<R>[],
      proto: Proto<R>,
      properties: Properties<R>,
      stamps: readonly Stamp<R>[],
    ]
  | readonly [
      kind: "set",
      items: readonly Value<R>[],
      proto: Proto<R>,
      properties: Properties<R>,
      stamps: readonly Stamp<R>[],
    ]
  | readonly [
      kind: "date",
      time: number,
      proto: Proto<R>,
      properties: Properties<R>,
      stamps: readonly Stamp<R>[],
    ]
  | readonly [kind: "regexp", source: string, flags: string, lastIndex: number, proto: Proto<R>]
  | readonly [kind: "boxed", value: Value<R>]
  | readonly [kind: "bytes", content: number | Uint8Array, isShared: boolean]
  | readonly [kind: "view", type: string, buffer: R, offset: number, length: number]
  | readonly [kind: "proxy", target: R, handler: R]
  | readonly [kind: "bound", target: R, self: Value<R>, args: readonly Value<R>[]]
  | readonly [kind: "wrapper", module: R]
  | readonly [kind: "cell", value: Value<R>]
  | readonly [kind: "namespace", members: Readonly<Record<string, Value<R>>>]
  | readonly [kind: "all", namespace: R]
  | readonly [kind: "function", code: number, bound: readonly Value<R>[], extras?: FunctionExtras<R>]
  | readonly [
      kind: "class",
      code: number,
      bound: readonly Value<R>[],
      parent: Proto<R> | undefined,
      keys: readonly Value<R>[],
      extras?: FunctionExtras<R>,
    ]
  | readonly [kind: "field", self: R, owner: R, index: number, name: string]
  | readonly [kind: "member", owner: R, isStatic: boolean, key: Value<R>, accessor: "value" | "get" | "set"];

/** One factory of the code file: where it stands and what it needs. */
export interface CodeEntry {
  /** 1-based line of the code file at which the function's text begins, and the columns before it there. */
  readonly line: number;
  readonly column: number;
  readonly lines: number;
  readonly name: string;
  /** What the text comes from: a file, or undefined for a cell. */
  readonly file?: string;
  /** Lines of `file`, from 0, at which the function's lines stand; the first when they follow each other. */
  readonly fileLines?: number | readonly number[];
  /** From where its `import()`s are resolved; absent when it has none. */
  readonly importFolder?: string;
  /** Members that the text takes of namespaces: position among the bound names, then members. */
  readonly members?: readonly (readonly [position: number, members: readonly string[]])[];
}

/** The end of the records file. */
export interface RecordsHeader {
  /** Ties the files of one folder together. */
  readonly id: string;
  readonly shared: number;
  readonly records: number;
  /** Where the index begins: for each node and record, its offset (float64) and checksum (uint32). */
  readonly indexOffset: number;
  readonly codeBytes: number;
  readonly codes: readonly CodeEntry[];
  /** Offset and length of each array buffer in the arrays file. */
  readonly arrays: readonly (readonly [offset: number, length: number])[];
}

/** Sums bytes up so that a damaged record is noticed (FNV-1a, 32 bit). */
export function checksum(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum >>> 0;
}
