import type { Layout } from "./layout.js";

/** Takes the wrapper off `DataSaver(Learner1D)`. */
export function innerKind(kind: string): string {
  const match = /^DataSaver\((.*)\)$/.exec(kind);
  return match ? innerKind(match[1]!) : kind;
}

const INDEXED = /^(SequenceLearner|AverageLearner|AverageLearner1D|BalancingLearner)\b/;

/** Whether points of this kind are, or begin with, an index or a seed. */
export function isIndexed(kind: string): boolean {
  return INDEXED.test(innerKind(kind));
}

/** Columns of a learner that has no point yet; the first points may change them. */
export function emptyLayouts(kind: string): { point: Layout; value: Layout } {
  const number: Layout = { type: "number" };
  const integer: Layout = { type: "integer" };
  const value: Layout = kind.startsWith("DataSaver") ? { type: "json" } : number;
  switch (innerKind(kind).replace(/\(.*/, "")) {
    case "Learner2D":
    case "LearnerND":
      return { point: { type: "tuple", items: [number, number] }, value };
    case "AverageLearner":
      return { point: integer, value };
    case "SequenceLearner":
    case "AverageLearner1D":
    case "BalancingLearner":
      return { point: { type: "tuple", items: [integer, number] }, value };
    default:
      return { point: number, value };
  }
}

const XYZ = ["x", "y", "z"];

function tupleNames(layout: Layout, prefix: string): string[] {
  if (layout.type !== "tuple") return [prefix];
  return layout.items.flatMap((item, index) => tupleNames(item, `${prefix}${index}`));
}

function pointNames(kind: string, layout: Layout): string[] {
  if (layout.type !== "tuple") return [/^AverageLearner\b/.test(kind) ? "seed" : "x"];
  const [first, ...rest] = layout.items;
  const head = { SequenceLearner: "i", AverageLearner1D: "seed", BalancingLearner: "learner_index" }[
    kind.replace(/\(.*/, "")
  ];
  if (head !== undefined && first !== undefined && rest.length === 1) {
    const child = /^BalancingLearner\((.*)\)$/.exec(kind)?.[1];
    return [
      ...tupleNames(first, head),
      ...(child === undefined ? tupleNames(rest[0]!, "x") : pointNames(innerKind(child), rest[0]!)),
    ];
  }
  const flat = layout.items.every((item) => item.type !== "tuple");
  if (flat && layout.items.length <= XYZ.length) return XYZ.slice(0, layout.items.length);
  return tupleNames(layout, "x");
}

/** Names the columns as adaptive's data frames do, so that its `load_dataframe` knows them. */
export function columnNames(kind: string, point: Layout): { points: string[]; value: string } {
  const inner = innerKind(kind);
  const points = pointNames(inner, point);
  const last = inner.includes("Learner2D") ? "z" : inner.includes("LearnerND") ? "value" : "y";
  return { points, value: points.includes(last) ? "value" : last };
}
