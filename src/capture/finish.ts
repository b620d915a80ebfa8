import type { FunctionRecord } from "./functions.js";
import type { FunctionExtras } from "./revive/format.js";
import { emitFactory } from "./source/emit.js";
import type { Resolved } from "./resolve.js";
import type { LiveNode, Reference, Walk } from "./walk.js";

/** One distinct factory. */
export interface Code {
  readonly text: string;
  /** Length of what stands before the function's own text. */
  readonly lead: number;
  readonly lines: number;
  readonly name: string;
  readonly usesImport: boolean;
  readonly members: readonly (readonly [position: number, members: readonly string[]])[];
  readonly file?: string;
  readonly fileLine?: number;
}

/** A function that goes by value, with its `this` and `super`. */
export interface ResolvedFunction {
  readonly record: FunctionRecord;
  readonly resolved: Resolved;
}

type Cells = ReadonlyMap<FunctionRecord, ReadonlyMap<string, Reference>>;

/** Makes the nodes of all functions that go by value; returns the factories that they need. */
export function finishFunctions(walk: Walk, functions: readonly ResolvedFunction[], cells: Cells): Code[] {
  const codes: Code[] = [];
  const known = new Map<string, number>();
  for (const { record, resolved } of functions) {
    if (resolved.member !== undefined) {
      walk.nodes[record.id] = resolved.member;
      continue;
    }
    const extras = { ...record.extras, ...resolved.extras };
    const names = [...record.bound.keys()];
    const own = cells.get(record);
    const options = { names, cells: new Set(own?.keys()), isStrict: isStrict(record) };
    const key = [
      record.analysis.source,
      names.join(),
      [...options.cells].join(),
      String(options.isStrict),
    ].join("\0");
    let code = known.get(key);
    if (code === undefined) {
      known.set(key, (code = codes.length));
      codes.push(makeCode(record, emitFactory(record.analysis, options)));
    }
    const name =
      typeof record.fn.name === "string" && record.fn.name !== codes[code]!.name
        ? { name: record.fn.name }
        : {};
    walk.nodes[record.id] = functionNode(record, code, own, { ...extras, ...name });
  }
  return codes;
}

function functionNode(
  record: FunctionRecord,
  code: number,
  cells: ReadonlyMap<string, Reference> | undefined,
  extras: FunctionExtras<Reference>,
): LiveNode {
  const values = [...record.bound].map(([name, bound]) => cells?.get(name) ?? bound.value);
  const rest = Object.keys(extras).length > 0 ? ([extras] as const) : ([] as const);
  if (record.keys === undefined) return ["function", code, values, ...rest];
  return ["class", code, values, record.parent, record.keys, ...rest];
}

function makeCode(record: FunctionRecord, { text, lead }: { text: string; lead: number }): Code {
  const { analysis, fn } = record;
  return {
    text,
    lead,
    lines: analysis.source.split("\n").length,
    name: typeof fn.name === "string" ? fn.name : "",
    usesImport: analysis.traits.usesImport,
    members: [...record.bound.values()].flatMap(({ members }, position) =>
      members === undefined ? [] : [[position, members] as const],
    ),
  };
}

function isStrict({ fn, analysis, inside }: FunctionRecord): boolean {
  if (analysis.isStrict) return true;
  const { parsed } = analysis;
  // Only plain functions of sloppy code have these properties of their own.
  if (parsed.kind === "function" && !parsed.node.async && !parsed.node.generator)
    return !Object.hasOwn(fn, "caller");
  return inside?.scopes?.some((scope) => scope.name === "Module") === true;
}
