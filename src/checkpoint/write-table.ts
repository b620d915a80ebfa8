import type { FrameColumn } from "./frame.js";

/** Formats of an exported table. */
export type TableFormat = "parquet" | "csv";

interface SchemaElement {
  readonly name: string;
  readonly type?: "BOOLEAN" | "DOUBLE" | "INT32" | "BYTE_ARRAY";
  readonly repetition_type?: "REQUIRED" | "REPEATED";
  readonly converted_type?: "UTF8" | "LIST";
  readonly num_children?: number;
}

function parquetElements({ name, type }: FrameColumn): SchemaElement[] {
  switch (type) {
    case "number":
      return [{ name, type: "DOUBLE", repetition_type: "REQUIRED" }];
    case "integer":
      return [{ name, type: "INT32", repetition_type: "REQUIRED" }];
    case "boolean":
      return [{ name, type: "BOOLEAN", repetition_type: "REQUIRED" }];
    case "json":
      return [{ name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" }];
    case "vector":
      return [
        { name, repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", type: "DOUBLE", repetition_type: "REQUIRED" },
      ];
  }
}

async function parquet(columns: readonly FrameColumn[]): Promise<Uint8Array> {
  // Only exports need it: it is not loaded with the rest.
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columnData = columns.map(({ name, type, values }) => ({
    name,
    data:
      type === "vector"
        ? values.map((value) => Array.from(value as ArrayLike<number>))
        : (values as unknown[]),
  }));
  const root = { name: "root", num_children: columns.length };
  return new Uint8Array(
    parquetWriteBuffer({ columnData, schema: [root, ...columns.flatMap(parquetElements)] }),
  );
}

function csvCell(value: unknown): string {
  // As pandas reads and writes them; an empty cell would be read as NaN too, but hides that there is a value.
  if (typeof value === "number")
    return Number.isFinite(value) ? String(value) : String(value).replace("Infinity", "inf");
  // As pandas writes them.
  if (typeof value === "boolean") return value ? "True" : "False";
  const text =
    typeof value === "string" ? value : `[${Array.from(value as ArrayLike<number>, csvCell).join(", ")}]`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(columns: readonly FrameColumn[]): Uint8Array {
  const lines = [columns.map(({ name }) => csvCell(name)).join(",")];
  const rows = columns[0]?.values.length ?? 0;
  for (let row = 0; row < rows; row++)
    lines.push(columns.map(({ values }) => csvCell(values[row])).join(","));
  return Buffer.from(`${lines.join("\n")}\n`);
}

/** Writes columns as Parquet (Snappy) or CSV. */
export async function encodeTable(columns: readonly FrameColumn[], format: TableFormat): Promise<Uint8Array> {
  return format === "csv" ? csv(columns) : parquet(columns);
}
