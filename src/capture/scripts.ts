import type { Debugger } from "node:inspector";
import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";
import type { TextPlace, Probe } from "./inspector.js";
import { notebookExports } from "./notebook.js";

/** A script that V8 has compiled in this process. */
export interface Script {
  /** Path of its file, or whatever name it was given; empty for none. */
  readonly name: string;
  readonly isModule: boolean;
  /** All of its code is strict. */
  readonly isStrict: boolean;
  /** From lines of the compiled text to those of the file that the user wrote. */
  readonly map: SourceMap | undefined;
}

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
  const found: Debugger.ScriptParsedEventDataType[] = [];
  probe.on("Debugger.scriptParsed", (message) =>
    found.push(message.params as Debugger.ScriptParsedEventDataType),
  );
  probe.post("Debugger.enable");
  try {
    for (const script of found)
      if (!scripts.has(script.scriptId)) scripts.set(script.scriptId, describe(probe, script));
  } finally {
    probe.post("Debugger.disable");
  }
}

function describe(probe: Probe, script: Debugger.ScriptParsedEventDataType): Script {
  const isModule = script.isModule === true;
  const isOwn = !script.url.startsWith("node:");
  return {
    name: script.url.startsWith("file:") ? fileURLToPath(script.url) : script.url,
    isModule,
    isStrict: isModule || (isOwn && beginsStrict(sourceOf(probe, script.scriptId))),
    map: isOwn ? readMap(script.sourceMapURL) : undefined,
  };
}

function sourceOf(probe: Probe, scriptId: string): string {
  const reply = probe.post("Debugger.getScriptSource", { scriptId }) as Debugger.GetScriptSourceReturnType;
  return reply.scriptSource;
}

/** Comments may stand before the directive. */
function beginsStrict(source: string): boolean {
  return /^(?:#![^\n]*\n)?(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:"use strict"|'use strict')/.test(
    source,
  );
}

/** Compilers that run in the process (tsx, vitest) put the map into the text. */
function readMap(url: string | undefined): SourceMap | undefined {
  const data = /^data:application\/json[^,]*;base64,(.*)$/s.exec(url ?? "")?.[1];
  if (data === undefined) return undefined;
  try {
    return new SourceMap(JSON.parse(Buffer.from(data, "base64").toString("utf8")) as SourceMapPayload);
  } catch {
    return undefined;
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
  if (script.map === undefined) return { file: script.name, lines };
  return {
    file: script.name,
    lines: lines.map((line, index) => originalLine(script.map!, line, index, place)),
  };
}

function originalLine(map: SourceMap, line: number, index: number, place: TextPlace): number {
  // A line's code begins after its indentation; a large column finds the last mapping of the line.
  const entry = map.findEntry(line, index === 0 ? place.column : 10_000) as Partial<{
    originalLine: number;
  }>;
  return entry.originalLine ?? line;
}
