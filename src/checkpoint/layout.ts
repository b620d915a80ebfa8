/** How points or values stand in columns. */
export type Layout =
  | { readonly type: "number" }
  /** Whole numbers that fit 32 bits: an index or a seed. */
  | { readonly type: "integer" }
  /** So many numbers in one column; `typed` when they were a Float64Array. */
  | { readonly type: "vector"; readonly length: number; readonly typed: boolean }
  /** An array of a fixed length: columns of its own for each item. */
  | { readonly type: "tuple"; readonly items: readonly Layout[] }
  | { readonly type: "json" };

const NUMBER: Layout = { type: "number" };
const INTEGER: Layout = { type: "integer" };
const JSON_TEXT: Layout = { type: "json" };

/** Arrays longer than this are one vector column, not a column an item. */
const MAX_TUPLE = 16;

function isInteger(value: unknown): boolean {
  return typeof value === "number" && (value | 0) === value && !Object.is(value, -0);
}

const isNumbers = (value: readonly unknown[]): boolean => value.every((item) => typeof item === "number");

/** Finds the columns for one function value. */
export function valueLayout(value: unknown): Layout {
  if (typeof value === "number") return NUMBER;
  if (value instanceof Float64Array && value.length > 0)
    return { type: "vector", length: value.length, typed: true };
  if (Array.isArray(value) && value.length > 0 && isNumbers(value)) {
    return { type: "vector", length: value.length, typed: false };
  }
  return JSON_TEXT;
}

/** Finds the columns for one point; `indexed` when it, or its first item, is an index or a seed. */
export function pointLayout(point: unknown, indexed: boolean): Layout {
  if (indexed && isInteger(point)) return INTEGER;
  if (!Array.isArray(point) || point.length === 0) return valueLayout(point);
  if (point.length > MAX_TUPLE) return valueLayout(point);
  return {
    type: "tuple",
    items: point.map((item: unknown, index) => pointLayout(item, indexed && index === 0)),
  };
}

/** Finds the narrowest columns that hold what both hold. */
export function joinLayouts(a: Layout, b: Layout): Layout {
  if (isSameLayout(a, b)) return a;
  const isNumeric = (layout: Layout): boolean => layout.type === "number" || layout.type === "integer";
  if (isNumeric(a) && isNumeric(b)) return NUMBER;
  if (a.type === "tuple" && b.type === "tuple" && a.items.length === b.items.length) {
    return { type: "tuple", items: a.items.map((item, index) => joinLayouts(item, b.items[index]!)) };
  }
  return JSON_TEXT;
}

/** Whether two layouts are equal. */
export function isSameLayout(a: Layout, b: Layout): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The leaves of a layout in the order of their columns. */
export function leavesOf(layout: Layout): Exclude<Layout, { type: "tuple" }>[] {
  return layout.type === "tuple" ? layout.items.flatMap(leavesOf) : [layout];
}
