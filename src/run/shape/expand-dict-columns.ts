import { AdaptiveSchedulerError } from "../../protocol/index.js";
import { rowsOf, type Row, type TableLike } from "./table-rows.js";

function isDict(value: unknown): value is Row {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Objects stand as JSON text in the tables of learners. */
function readDict(value: unknown): Row | null {
  if (isDict(value)) return value;
  if (typeof value !== "string" || !value.startsWith("{")) return null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isDict(parsed) && !("$" in parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function flatten(dict: Row, prefix: string, into: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(dict)) {
    const name = `${prefix}.${key}`;
    if (isDict(value) && Object.keys(value).length > 0) flatten(value, name, into);
    else if (name in into)
      throw new AdaptiveSchedulerError("bad-input", `the table has a column "${name}" already.`);
    else into[name] = value;
  }
}

/**
 * Replaces columns of objects by columns of their members: `{ y: { a: 1, b: { c: 2 } } }` becomes
 * `{ "y.a": 1, "y.b.c": 2 }`. Columns are chosen by the first row. Takes rows, or an Arrow table, in which objects
 * are JSON text; returns rows.
 */
export function expandDictColumns(table: readonly Row[] | TableLike): Record<string, unknown>[] {
  const rows = rowsOf(table);
  const dicts = new Set(
    Object.entries(rows[0] ?? {}).flatMap(([name, value]) => (readDict(value) ? [name] : [])),
  );
  return rows.map((row) => {
    const expanded = Object.fromEntries(Object.entries(row).filter(([name]) => !dicts.has(name)));
    for (const name of dicts) {
      const dict = readDict(row[name]);
      if (dict) flatten(dict, name, expanded);
    }
    return expanded;
  });
}
