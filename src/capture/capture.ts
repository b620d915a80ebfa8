import { adoptFunction } from "./adopt.js";
import { assignCells } from "./cells.js";
import { doorIdentities } from "./door.js";
import {
  captureFunction,
  captureSpecialFunction,
  needsInspector,
  wantsOrigin,
  refuseSource,
  type FunctionRecord,
} from "./functions.js";
import { wellKnownSymbol } from "./identities.js";
import type { FunctionInside, TextPlace } from "./inspector.js";
import { nameModule } from "./modules.js";
import { namespaceReferences } from "./namespaces.js";
import { captureObject } from "./objects.js";
import { findOwners } from "./owners.js";
import type { KnownPlace } from "./revive/format.js";
import { finishFunctions, type Code, type ResolvedFunction } from "./finish.js";
import type { Graph } from "./pack/encoder.js";
import { packFunctions, type Packed } from "./pack/pack.js";
import type { Analysis } from "./source/analyze.js";
import { resolveFunction } from "./resolve.js";
import { claimMembers } from "./classes.js";
import { Walk, isPrimitive, type AnyFunction, type LiveNode, type LiveValue } from "./walk.js";
import { refuseUnknownOptions } from "../protocol/errors.js";

/** Options of {@link captureFunctions}. */
export interface CaptureOptions {
  /** The exports of our own package, which a worker has in its bundle. @defaultValue none */
  readonly door?: Readonly<Record<string, unknown>>;
  /** Names of the roots in messages. @defaultValue `learner 0`, `learner 1`, ... */
  readonly names?: readonly string[];
  /**
   * Told how much has been done, every some tens of milliseconds and at the end; the unit is half a root, because each
   * is read and then packed. The call is made inside the work, which lets no timer run. @defaultValue none
   */
  readonly onProgress?: Progress;
}

/** Takes how much of some work is done. */
export type Progress = (done: number, total: number) => void;

/** Values with their functions, ready to be written. */
export interface Captured {
  /** What may behave otherwise on a worker; each with the path to it. */
  readonly warnings: readonly string[];
  /** Distinct texts of functions. */
  readonly codes: readonly Code[];
  /** Bytes of the files. Large array buffers are still the live ones. */
  readonly packed: Packed;
}

/** Roots read in one turn. */
const ROOTS = 250;

/**
 * Captures values with all functions in them, so that another process can make them again.
 *
 * @throws CaptureError that names the path to what cannot travel, and what to do.
 */
export function captureFunctions(roots: readonly unknown[], options: CaptureOptions = {}): Captured {
  refuseUnknownOptions("captureFunctions", options, ["door", "names", "onProgress"]);
  const walk = new Walk(doorIdentities(options.door));
  try {
    const { onProgress } = options;
    const references: LiveValue[] = [];
    const records: FunctionRecord[] = [];
    for (const [index, root] of roots.entries()) {
      references.push(walk.refer(root, -1, options.names?.[index] ?? `learner ${String(index)}`));
      if (references.length % ROOTS !== 0 && references.length < roots.length) continue;
      records.push(...walkAll(walk));
      onProgress?.(references.length, 2 * roots.length);
    }
    const graph = finish(walk, references, resolveFunctions(walk, records));
    const packed = packFunctions(graph, (done) => onProgress?.(roots.length + done, 2 * roots.length));
    return { warnings: walk.warnings, codes: graph.codes, packed };
  } finally {
    walk.close();
  }
}

/** Finding a function's `this` or `super` may lead to values that nothing else led to. */
function resolveFunctions(walk: Walk, records: FunctionRecord[]): ResolvedFunction[] {
  const functions: ResolvedFunction[] = [];
  for (let found = records; found.length > 0; found = walkAll(walk)) {
    for (const record of found) functions.push({ record, resolved: resolveFunction(walk, record) });
  }
  return functions;
}

function walkAll(walk: Walk): FunctionRecord[] {
  const records: FunctionRecord[] = [];
  const waiting: number[] = [];
  for (;;) {
    const ids = walk.takeQueue();
    if (ids.length === 0 && waiting.length === 0) return records;
    for (const id of ids) {
      const node = captureValue(walk, walk.values[id], id);
      if (node === undefined) waiting.push(id);
      else walk.nodes[id] = node;
    }
    // Functions wait until the inspector can be asked about many at once.
    if (ids.length === 0) records.push(...captureBatch(walk, waiting.splice(0)));
  }
}

function captureValue(walk: Walk, value: unknown, id: number): LiveNode | undefined {
  if (typeof value === "symbol") return captureSymbol(value);
  const object = value as object;
  const place = walk.placeOf(object);
  if (place !== undefined) return ["known", namePlace(place)];
  if (typeof value !== "function") return captureObject(walk, object, id);
  const fn = value as AnyFunction;
  const special = captureSpecialFunction(walk, fn, id);
  if (special !== undefined) return special;
  const analysis = walk.analysisOf(fn, id);
  refuseSource(walk, fn, analysis, id);
  // Early, so that its methods are known as the class's wherever they are met.
  if (analysis.parsed.kind === "class") claimMembers(walk, fn, analysis, id);
  return undefined;
}

function captureSymbol(symbol: symbol): LiveNode {
  const key = Symbol.keyFor(symbol);
  if (key !== undefined) return ["symbol", "for", key];
  const name = wellKnownSymbol(symbol);
  return name === undefined ? ["symbol", "new", symbol.description] : ["symbol", "well-known", name];
}

/** A package's file gets the name by which it is found where its folder is another one. */
function namePlace(place: KnownPlace): KnownPlace {
  if (place[0] !== "module" || typeof place[1] !== "string" || place[1].startsWith("node:")) return place;
  const [, file, path, accessor] = place;
  const name = nameModule(file, process.cwd());
  return accessor === undefined ? ["module", name, path] : ["module", name, path, accessor];
}

function captureBatch(walk: Walk, ids: readonly number[]): FunctionRecord[] {
  const functions = ids.map((id) => {
    const fn = walk.values[id] as AnyFunction;
    return { id, fn, analysis: walk.analysisOf(fn, id) };
  });
  const asked = functions.filter(
    ({ fn, analysis }) => needsInspector(walk, fn, analysis) || wantsOrigin(walk, fn, analysis),
  );
  const answers = asked.length === 0 ? [] : walk.probe.inspect(asked.map(({ fn }) => fn));
  const inside = new Map<number, FunctionInside>(asked.map(({ id }, index) => [id, answers[index]!]));
  return functions.flatMap(({ id, fn, analysis }) => {
    const own = inside.get(id);
    const textPlace = placeOfText(walk, analysis, own);
    adoptFunction(walk, fn, textPlace, id);
    const place = walk.placeOf(fn);
    if (place === undefined) {
      const scopes = own?.scopes ?? [];
      return [captureFunction(walk, id, fn, analysis, { place: textPlace, scopes })];
    }
    walk.nodes[id] = ["known", namePlace(place)];
    return [];
  });
}

/** One object for all functions of a text at a place; a function that was not asked about is where another was. */
function placeOfText(
  walk: Walk,
  analysis: Analysis,
  inside: FunctionInside | undefined,
): TextPlace | undefined {
  const last = walk.textPlaces.get(analysis);
  if (inside === undefined) return last;
  const { scriptId, line, column, isInModule } = inside;
  if (last?.scriptId === scriptId && last.line === line && last.column === column) return last;
  const place = { scriptId, line, column, isInModule };
  walk.textPlaces.set(analysis, place);
  return place;
}

function finish(walk: Walk, roots: readonly LiveValue[], functions: readonly ResolvedFunction[]): Graph {
  const rootIds = roots.map((root) => (isPrimitive(root) ? null : root.id));
  const forced = [...walk.shapes, ...namespaceReferences(walk)].map((reference) => reference.id);
  const early = findOwners(walk.links.sorted(walk.nodes.length), rootIds, forced);
  const cells = assignCells(
    walk,
    functions.map(({ record }) => record),
    (id) => early[id]!,
  );
  const codes = finishFunctions(walk, functions, cells);
  const owners = findOwners(walk.links.sorted(walk.nodes.length), rootIds, forced);
  return { parts: walk.parts, roots, nodes: walk.nodes, values: walk.values, owners, codes };
}
