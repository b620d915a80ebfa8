import { packColumns, type Column } from "./columns.js";
import { emptyLayouts, isIndexed } from "./kind.js";
import { joinLayouts, pointLayout, valueLayout, type Layout } from "./layout.js";

/** Points and values as columns, and the layouts that they have. */
export interface Encoded {
  readonly point: Layout;
  readonly value: Layout;
  readonly columns: readonly Column[];
  readonly rows: number;
}

/** Finds the narrowest columns for some points of a learner; `base` is widened, not narrowed. */
export function layoutsFor(
  kind: string,
  points: readonly unknown[],
  values: readonly unknown[],
  base: { point: Layout; value: Layout } | null,
): { point: Layout; value: Layout } {
  const indexed = isIndexed(kind);
  const joinAll = (layouts: Layout[]): Layout | null =>
    layouts.reduce<Layout | null>((a, b) => (a ? joinLayouts(a, b) : b), null);
  const point = joinAll([...(base ? [base.point] : []), ...points.map((item) => pointLayout(item, indexed))]);
  const value = joinAll([...(base ? [base.value] : []), ...values.map(valueLayout)]);
  const empty = emptyLayouts(kind);
  return { point: point ?? empty.point, value: value ?? empty.value };
}

/** Puts points and values into columns of the given layouts; null when one does not fit. */
export function encodeRows(
  layouts: { point: Layout; value: Layout },
  points: readonly unknown[],
  values: readonly unknown[],
): Encoded | null {
  const pointColumns = packColumns(layouts.point, points);
  const valueColumns = pointColumns && packColumns(layouts.value, values);
  if (!pointColumns || !valueColumns) return null;
  return { ...layouts, columns: [...pointColumns, ...valueColumns], rows: points.length };
}

/** Puts points and values into the narrowest columns that hold them all. */
export function encodeNarrowest(
  kind: string,
  points: readonly unknown[],
  values: readonly unknown[],
): Encoded {
  // Most learners have columns that the first row already tells; looking at each row is for the others.
  const first = layoutsFor(kind, points.slice(0, 1), values.slice(0, 1), null);
  const encoded =
    encodeRows(first, points, values) ?? encodeRows(layoutsFor(kind, points, values, null), points, values);
  if (encoded === null) throw new Error("no columns hold these points");
  return encoded;
}
