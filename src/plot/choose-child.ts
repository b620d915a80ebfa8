import type { BalancingLearner, Learner } from "../learner/index.js";
import type { PlotChoice, PlotControl } from "./plot-control.js";

interface ChosenChild {
  readonly child: Learner;
  readonly controls: readonly PlotControl[];
}

/** Chooses a child: by the values of its product dimensions, else by its labels, else by its number. */
export function chooseChild({ learners, cdims }: BalancingLearner, choice: PlotChoice): ChosenChild {
  if (cdims === undefined) return byNumber(learners, choice);
  return byDimensions(learners, cdims, choice) ?? byLabels(learners, cdims, choice);
}

type Labels = Readonly<Record<string, unknown>>;

/** A selector for each dimension; null when the children are not all combinations of some values. */
function byDimensions(
  learners: readonly Learner[],
  cdims: readonly Labels[],
  choice: PlotChoice,
): ChosenChild | null {
  const names = Object.keys(cdims[0]!);
  const values = names.map((name) => [...new Set(cdims.map((labels) => words(labels[name])))]);
  const combinations = new Map(cdims.map((labels, i) => [key(names.map((name) => words(labels[name]))), i]));
  const count = values.reduce((product, options) => product * options.length, 1);
  if (count !== learners.length || combinations.size !== count) return null;
  const controls = names.map((name, i) => select(`child.${name}`, name, values[i]!, choice));
  const index = combinations.get(key(controls.map(({ options, value }) => options[value]!)))!;
  // A dimension of one value leaves nothing to choose.
  return { child: learners[index]!, controls: controls.filter(({ options }) => options.length > 1) };
}

function byLabels(learners: readonly Learner[], cdims: readonly Labels[], choice: PlotChoice): ChosenChild {
  const options = cdims.map((labels) =>
    Object.entries(labels)
      .map(([name, value]) => `${name} = ${words(value)}`)
      .join(", "),
  );
  const control = select("child", "learner", options, choice);
  return { child: learners[control.value]!, controls: [control] };
}

function byNumber(learners: readonly Learner[], choice: PlotChoice): ChosenChild {
  const max = learners.length - 1;
  const value = Math.round(within(choice["child"] ?? 0, 0, max));
  const control: PlotControl = { kind: "range", key: "child", label: "child", min: 0, max, step: 1, value };
  return { child: learners[value]!, controls: max === 0 ? [] : [control] };
}

/** Makes a selector of words, with what is chosen of it. */
export function select(
  name: string,
  label: string,
  options: readonly string[],
  choice: PlotChoice,
): Extract<PlotControl, { kind: "select" }> {
  const value = Math.round(within(choice[name] ?? 0, 0, options.length - 1));
  return { kind: "select", key: name, label, options, value };
}

/** Returns the number nearest to `value` between two. */
export function within(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

function words(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : JSON.stringify(value ?? null);
}

function key(parts: readonly string[]): string {
  return JSON.stringify(parts);
}
