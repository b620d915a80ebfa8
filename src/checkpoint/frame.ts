import { AverageLearner1D, type Learner } from "../learner/index.js";
import { AdaptiveSchedulerError } from "../protocol/index.js";
import { innerKind } from "./kind.js";
import { encodeJson } from "./json-value.js";
import type { Layout } from "./layout.js";
import { learnerKind } from "./learner-kind.js";
import { fieldsOf } from "./metadata.js";
import { encodeNarrowest } from "./encode.js";
import { parameterColumns, type ParameterOptions } from "./parameter-columns.js";
import { toldOf, type Told } from "./told.js";

/** What a table of a learner has, and how its columns are named. */
export interface FrameOptions extends ParameterOptions {
  /** Other names for columns: `{ x: "time", y: "signal" }`. @defaultValue none */
  readonly names?: Readonly<Record<string, string>>;
  /** Of an `AverageLearner1D` the mean at each x, not the samples. @defaultValue false */
  readonly mean?: boolean;
}

export const FRAME_OPTIONS = [
  "names",
  "mean",
  "withDefaultFunctionArgs",
  "functionPrefix",
  "parameters",
] as const;

/** A column of a data frame as adaptive names it. */
export interface FrameColumn {
  readonly name: string;
  readonly type: Exclude<Layout["type"], "tuple"> | "boolean";
  readonly values: readonly unknown[];
}

function leafValues(layout: Layout, values: readonly unknown[]): (readonly unknown[])[] {
  if (layout.type !== "tuple") return [layout.type === "json" ? values.map(plainText) : values];
  return layout.items.flatMap((item, k) =>
    leafValues(
      item,
      (values as readonly (readonly unknown[])[]).map((tuple) => tuple[k]),
    ),
  );
}

/** Text stays text; whatever else has no column of its own becomes JSON. */
const plainText = (value: unknown): string => (typeof value === "string" ? value : encodeJson(value));

/** Makes the columns of points and values, in the order given. */
export function frameOf(kind: string, { points, values }: Told): FrameColumn[] {
  const { point, value } = encodeNarrowest(kind, points, values);
  const columns = [...leafValues(point, points), ...leafValues(value, values)];
  return fieldsOf({ kind, point, value }).map(({ name, layout }, index) => ({
    name,
    type: layout.type,
    values: columns[index]!,
  }));
}

/** Rows by their points, as adaptive's own `to_dataframe` has them; sequences and boxes stay in the order told. */
function sorted({ points, values }: Told, kind: string): Told {
  if (!/^(Learner1D|Learner2D|AverageLearner|AverageLearner1D|IntegratorLearner)$/.test(innerKind(kind)))
    return { points, values };
  const order = points.map((_, index) => index).sort((a, b) => comparePoints(points[a], points[b]));
  return { points: order.map((index) => points[index]), values: order.map((index) => values[index]) };
}

function comparePoints(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (!Array.isArray(a) || !Array.isArray(b)) return 0;
  for (let k = 0; k < a.length; k++) {
    const order = comparePoints(a[k], b[k]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Makes the data frame of a learner, with the columns that adaptive's `load_dataframe` of its kind takes. */
export function learnerFrame(learner: Learner, options: FrameOptions = {}): FrameColumn[] {
  const own = options.mean === true ? meanColumns(learner) : ownColumns(learner);
  // Of a balancing learner the first column is the child.
  const first = own[0]?.values ?? [];
  const parameters = parameterColumns(learner, first.length, options, (row) => Number(first[row]));
  const columns = [...rename(own, options.names), ...parameters];
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return columns;
  throw new AdaptiveSchedulerError("bad-option", `two columns of the table would have the name "${twice}".`);
}

function ownColumns(learner: Learner): FrameColumn[] {
  const kind = learnerKind(learner);
  const { learner: inner, extraData } = learner as {
    learner?: Learner;
    extraData?: { get(point: unknown): unknown };
  };
  if (!inner || !extraData) return frameOf(kind, sorted(toldOf(learner), kind));
  const told = sorted(toldOf(inner), kind);
  const extra = told.points.map((point) => encodeJson(extraData.get(point)));
  return [...frameOf(innerKind(kind), told), { name: "extra_data", type: "json", values: extra }];
}

/** The means of an `AverageLearner1D`, in ascending order of x. @throws AdaptiveSchedulerError for any other learner */
export function meanColumns(learner: Learner): FrameColumn[] {
  if (!(learner instanceof AverageLearner1D)) {
    throw new AdaptiveSchedulerError("bad-option", "mean is for an AverageLearner1D: no other has means.");
  }
  const rows = learner.toArray();
  return frameOf("Learner1D", { points: rows.map(([x]) => x), values: rows.map(([, mean]) => mean) });
}

/** Gives columns other names. @throws AdaptiveSchedulerError for a name that no column has */
export function rename<Column extends { readonly name: string }>(
  columns: readonly Column[],
  names: Readonly<Record<string, string>> = {},
): Column[] {
  const known = columns.map(({ name }) => name);
  const unknown = Object.keys(names).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new AdaptiveSchedulerError(
      "bad-option",
      `names has "${unknown}", which is no column: the columns are ${known.join(", ")}.`,
    );
  }
  return columns.map((column) => ({ ...column, name: names[column.name] ?? column.name }));
}
