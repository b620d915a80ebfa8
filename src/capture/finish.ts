import { dirname, isAbsolute } from "node:path";
import type { FunctionRecord } from "./functions.js";
import type { FunctionExtras } from "./revive/format.js";
import { emitFactory } from "./source/emit.js";
import type { Analysis } from "./source/analyze.js";
import type { Resolved } from "./resolve.js";
import { findOrigin, findScript, type Origin } from "./scripts.js";
import type { LiveNode, Reference, Walk } from "./walk.js";

/** One distinct factory. */
export interface Code {
  readonly text: string;
  /** Length of what stands before the function's own text. */
  readonly lead: number;
  readonly lines: number;
  readonly name: string;
  /** From where its `import()`s are resolved; undefined when it has none. */
  readonly importFolder: string | undefined;
  readonly members: readonly (readonly [position: number, members: readonly string[]])[];
  readonly origin: Origin | undefined;
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
  const known = new Map<Analysis, Map<string, number>>();
  for (const { record, resolved } of functions) {
    if (resolved.member !== undefined) {
      walk.nodes[record.id] = resolved.member;
      continue;
    }
    const extras = { ...record.extras, ...resolved.extras };
    const names = record.bound.map(({ name }) => name);
    const own = cells.get(record);
    const options = { names, cells: new Set(own?.keys()), isStrict: isStrict(walk, record, resolved) };
    const key = `${names.join()} ${[...options.cells].join()} ${String(options.isStrict)}`;
    let ofText = known.get(record.analysis);
    if (ofText === undefined) known.set(record.analysis, (ofText = new Map<string, number>()));
    let code = ofText.get(key);
    if (code === undefined) {
      ofText.set(key, (code = codes.length));
      codes.push(makeCode(walk, record, emitFactory(record.analysis, options)));
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
  const values = record.bound.map(({ name, value }) => cells?.get(name) ?? value);
  const rest = Object.keys(extras).length > 0 ? ([extras] as const) : ([] as const);
  if (record.keys === undefined) return ["function", code, values, ...rest];
  return ["class", code, values, record.parent, record.keys, ...rest];
}

function makeCode(walk: Walk, record: FunctionRecord, { text, lead }: { text: string; lead: number }): Code {
  const { analysis, fn, place } = record;
  const lines = analysis.source.split("\n").length;
  const origin = place === undefined ? undefined : findOrigin(walk.probe, place, lines);
  return {
    text,
    lead,
    lines,
    origin,
    name: typeof fn.name === "string" ? fn.name : "",
    importFolder: analysis.traits.usesImport ? importFolderOf(origin) : undefined,
    members: record.bound.flatMap(({ members }, position) =>
      members === undefined ? [] : [[position, members] as const],
    ),
  };
}

/** That of the function's file; a cell has none, there it is the working directory. */
function importFolderOf(origin: Origin | undefined): string {
  return origin !== undefined && isAbsolute(origin.file) ? dirname(origin.file) : process.cwd();
}

function isStrict(walk: Walk, { fn, analysis, place }: FunctionRecord, resolved: Resolved): boolean {
  if (analysis.isStrict || resolved.extras.self !== undefined) return true; // classes are strict
  const { parsed } = analysis;
  // Only plain functions of sloppy code have these properties of their own.
  if (parsed.kind === "function" && !parsed.node.async && !parsed.node.generator)
    return !Object.hasOwn(fn, "caller");
  if (place === undefined) return false;
  return place.isInModule || findScript(walk.probe, place.scriptId)?.isStrict(walk.probe) === true;
}
