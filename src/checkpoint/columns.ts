import { decodeJson, encodeJson } from "./json-value.js";
import type { Layout } from "./layout.js";

/** The memory of one column: what a record batch is made of. */
export type Column =
  | { readonly type: "number"; readonly data: Float64Array }
  | { readonly type: "integer"; readonly data: Int32Array }
  | { readonly type: "vector"; readonly length: number; readonly data: Float64Array }
  | { readonly type: "json"; readonly offsets: Int32Array; readonly data: Uint8Array };

function packNumbers(values: readonly unknown[]): Column | null {
  const data = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "number") return null;
    data[i] = value;
  }
  return { type: "number", data };
}

function packIntegers(values: readonly unknown[]): Column | null {
  const data = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "number" || !Object.is(value | 0, value)) return null;
    data[i] = value;
  }
  return { type: "integer", data };
}

function packVectors(values: readonly unknown[], length: number, typed: boolean): Column | null {
  const data = new Float64Array(values.length * length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typed ? !(value instanceof Float64Array) : !Array.isArray(value)) return null;
    const vector = value as readonly unknown[];
    if (vector.length !== length) return null;
    for (let k = 0; k < length; k++) {
      const item = vector[k];
      if (typeof item !== "number") return null;
      data[i * length + k] = item;
    }
  }
  return { type: "vector", length, data };
}

function packJson(values: readonly unknown[]): Column {
  const texts = values.map((value) => Buffer.from(encodeJson(value)));
  const offsets = new Int32Array(values.length + 1);
  texts.forEach((text, index) => (offsets[index + 1] = offsets[index]! + text.length));
  return { type: "json", offsets, data: Buffer.concat(texts) };
}

function packTuples(values: readonly unknown[], items: readonly Layout[]): Column[] | null {
  for (const value of values) if (!Array.isArray(value) || value.length !== items.length) return null;
  const tuples = values as readonly (readonly unknown[])[];
  const columns: Column[] = [];
  for (let k = 0; k < items.length; k++) {
    const packed = packColumns(
      items[k]!,
      tuples.map((tuple) => tuple[k]),
    );
    if (packed === null) return null;
    columns.push(...packed);
  }
  return columns;
}

/** Puts values into the columns of a layout; null when one of them does not fit it. */
export function packColumns(layout: Layout, values: readonly unknown[]): Column[] | null {
  switch (layout.type) {
    case "tuple":
      return packTuples(values, layout.items);
    case "json":
      return [packJson(values)];
    case "number":
    case "integer":
    case "vector": {
      const column =
        layout.type === "number"
          ? packNumbers(values)
          : layout.type === "integer"
            ? packIntegers(values)
            : packVectors(values, layout.length, layout.typed);
      return column && [column];
    }
  }
}

function unpackVectors(data: Float64Array, length: number, typed: boolean): unknown[] {
  return Array.from({ length: data.length / length }, (_, i) => {
    const vector = data.slice(i * length, (i + 1) * length);
    return typed ? vector : Array.from(vector);
  });
}

function unpackJson(offsets: Int32Array, data: Uint8Array): unknown[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: offsets.length - 1 }, (_, i) =>
    decodeJson(bytes.toString("utf8", offsets[i], offsets[i + 1])),
  );
}

/** Takes values out of columns, which are consumed from the front. */
export function unpackColumns(layout: Layout, columns: Column[]): unknown[] {
  if (layout.type === "tuple") {
    const items = layout.items.map((item) => unpackColumns(item, columns));
    return (items[0] ?? []).map((_, row) => items.map((item) => item[row]));
  }
  const column = columns.shift();
  if (column?.type !== layout.type) throw new Error(`expected a ${layout.type} column`);
  if (column.type === "json") return unpackJson(column.offsets, column.data);
  if (column.type === "vector")
    return unpackVectors(column.data, column.length, layout.type === "vector" && layout.typed);
  return Array.from(column.data);
}
