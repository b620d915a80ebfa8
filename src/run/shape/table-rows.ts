import { AdaptiveSchedulerError } from "../../protocol/index.js";

/** A row of a table. */
export type Row = Readonly<Record<string, unknown>>;

/** Any table that gives its rows as objects: an Arrow table. */
export interface TableLike {
  readonly numRows: number;
  toArray(): readonly { toJSON(): unknown }[];
}

/** Returns the rows of a table as objects; rows are returned as they are. @throws AdaptiveSchedulerError for anything else */
export function rowsOf(table: readonly Row[] | TableLike): readonly Row[] {
  if (Array.isArray(table)) return table as readonly Row[];
  checkTable(table);
  return (table as TableLike).toArray().map((row) => row.toJSON() as Row);
}

/** Throws unless a value is a table. @throws AdaptiveSchedulerError */
export function checkTable(table: unknown): void {
  if (typeof (table as { toArray?: unknown } | null)?.toArray === "function") return;
  throw new AdaptiveSchedulerError("bad-input", "a table is an Arrow table or an array of rows.");
}
