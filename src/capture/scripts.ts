import type { Debugger } from "node:inspector";
import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";
import type { InspectorNotification, TextPlace, Probe } from "./inspector.js";
import { notebookExports } from "./notebook.js";

/** A script that V8 has compiled in this process. What costs is found out when it is asked for. */
export class Script {
  readonly #parsed: Parsed;
  #isStrict: boolean | undefined;
  #map: SourceMap | null | undefined;

  constructor(parsed: Parsed) {
    this.#parsed = parsed;
  }

  /** Path of its file, or whatever name it was given; empty for none. */
  get name(): string {
    const { url } = this.#parsed;
    return url.startsWith("file:") ? fileURLToPath(url) : url;
  }

  get isModule(): boolean {
    return this.#parsed.isModule === true;
  }

  /** Whether all of its code is strict. */
  isStrict(probe: Probe): boolean {
    const { isModule, scriptId, url } = { ...this.#parsed, isModule: this.isModule };
    return (this.#isStrict ??=
      isModule || (!url.startsWith("node:") && beginsStrict(sourceOf(probe, scriptId))));
  }

  /** From lines of the compiled text to those of the file that the user wrote; null when they are the same. */
  get map(): SourceMap | null {
    return (this.#map ??= readMap(this.#parsed.sourceMapURL));
  }
}

type Parsed = Debugger.ScriptParsedEventDataType;

/** Where each line of a function's text stands in the user's file; lines count from 0. */
export interface Origin {
  readonly file: string;
  readonly lines: readonly number[];
}

const scripts = new Map<string, Script>();

/**
 * Finds the script of a function; undefined when it is not known.
 *
 * Only a debugger is told of scripts, so one is attached for a moment when a new script is met: some 10 ms in a
 * script, but 100 in a notebook's kernel with its compiler. There it is not done: cells have no files.
 */
export function findScript(probe: Probe, scriptId: string | null): Script | undefined {
  if (scriptId === null || notebookExports() !== undefined) return undefined;
  if (!scripts.has(scriptId)) readScripts(probe);
  return scripts.get(scriptId);
}

function readScripts(probe: Probe): void {
  const listener = ({ params }: InspectorNotification<object>): void => {
    const parsed = params as Parsed;
    if (!scripts.has(parsed.scriptId)) scripts.set(parsed.scriptId, new Script(parsed));
  };
  probe.on("Debugger.scriptParsed", listener);
  withDebugger(probe, () => undefined);
  probe.off("Debugger.scriptParsed", listener);
}

function sourceOf(probe: Probe, scriptId: string): string {
  const reply = withDebugger(probe, () => probe.post("Debugger.getScriptSource", { scriptId }));
  return (reply as Debugger.GetScriptSourceReturnType).scriptSource;
}

function withDebugger<T>(probe: Probe, work: () => T): T {
  probe.post("Debugger.enable");
  try {
    return work();
  } finally {
    probe.post("Debugger.disable");
  }
}

/** Comments may stand before the directive. */
function beginsStrict(source: string): boolean {
  return /^(?:#![^\n]*\n)?(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:"use strict"|'use strict')/.test(
    source,
  );
}

/** Compilers that run in the process (tsx, vitest) put the map into the text. */
function readMap(url: string | undefined): SourceMap | null {
  const data = /^data:application\/json[^,]*;base64,(.*)$/s.exec(url ?? "")?.[1];
  if (data === undefined) return null;
  try {
    return new SourceMap(JSON.parse(Buffer.from(data, "base64").toString("utf8")) as SourceMapPayload);
  } catch {
    return null;
  }
}

/** Says from which lines of which file a function's text comes; undefined for a cell. */
export function findOrigin(
  probe: Probe,
  place: TextPlace | undefined,
  lineCount: number,
): Origin | undefined {
  const script = place === undefined ? undefined : findScript(probe, place.scriptId);
  if (
    place === undefined ||
    script === undefined ||
    script.name === "" ||
    /^evalmachine\./.test(script.name)
  ) {
    return undefined;
  }
  const lines = Array.from({ length: lineCount }, (_, index) => place.line + index);
  const { name: file, map } = script;
  if (map === null) return { file, lines };
  return { file, lines: lines.map((line, index) => originalLine(map, line, index, place)) };
}

function originalLine(map: SourceMap, line: number, index: number, place: TextPlace): number {
  // A line's code begins after its indentation; a large column finds the last mapping of the line.
  const entry = map.findEntry(line, index === 0 ? place.column : 10_000) as Partial<{
    originalLine: number;
  }>;
  return entry.originalLine ?? line;
}
