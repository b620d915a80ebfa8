import type { CodeEntry } from "./format.js";

interface LoadedCode {
  readonly entries: readonly CodeEntry[];
  readonly text: string;
}

const loaded = new Map<string, LoadedCode>();

/** Remembers what a code file consists of, so that lines of stacks can be told. */
export function registerCode(filename: string, entries: readonly CodeEntry[], text: string): void {
  loaded.set(filename, { entries, text });
}

/**
 * Turns the lines of a stack that lead into captured code into lines of the user's own functions:
 * `at f (cell function f:3:12)`, counted from the function's first line, followed by the line itself.
 */
export function mapStack(stack: string): string {
  return stack.split("\n").map(mapLine).join("\n");
}

function mapLine(line: string): string {
  for (const [filename, code] of loaded) {
    const at = line.indexOf(`${filename}:`);
    if (at < 0) continue;
    const place = /^(\d+):(\d+)/.exec(line.slice(at + filename.length + 1));
    if (place === null) continue;
    const [lineNumber, column] = [Number(place[1]), Number(place[2])];
    const entry = findEntry(code.entries, lineNumber);
    if (entry === undefined) continue;
    const before = line.slice(0, at).replace(/file:\/\/$/, "");
    const after = line.slice(at + filename.length + 1 + place[0].length);
    return `${before}${describe(entry, lineNumber, column)}${after}${excerpt(code.text, entry, lineNumber)}`;
  }
  return line;
}

function findEntry(entries: readonly CodeEntry[], line: number): CodeEntry | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.line <= line) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
}

function describe(entry: CodeEntry, line: number, column: number): string {
  const inside = line - entry.line;
  const shifted = inside === 0 ? Math.max(1, column - entry.column) : column;
  if (entry.file !== undefined)
    return `${entry.file}:${fileLine(entry.fileLines ?? 0, inside) + 1}:${shifted}`;
  return `cell function ${entry.name === "" ? "(anonymous)" : entry.name}:${inside + 1}:${shifted}`;
}

function fileLine(lines: number | readonly number[], inside: number): number {
  return typeof lines === "number" ? lines + inside : (lines[inside] ?? lines.at(-1) ?? 0);
}

/** The line of the function itself: in a notebook no file has it. */
function excerpt(text: string, entry: CodeEntry, line: number): string {
  if (entry.file !== undefined) return "";
  let own = text.split("\n")[line - 1] ?? "";
  if (line === entry.line) own = own.slice(entry.column);
  own = own.trim();
  return own === "" ? "" : `\n        > ${own.length > 120 ? `${own.slice(0, 117)}...` : own}`;
}
