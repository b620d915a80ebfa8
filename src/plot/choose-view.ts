import type { Learner } from "../learner/index.js";
import type { PlotChoice, PlotControl } from "./plot-control.js";
import { select, within } from "./choose-child.js";
import type { SurfaceOptions } from "./describe-surface.js";
import { domainsOf, extent, nameOfAxis, numbers } from "./values.js";

/** Steps of a slider. */
const STEPS = 200;

interface ChosenView {
  readonly options: SurfaceOptions;
  readonly controls: readonly PlotControl[];
}

/** The shape of what is drawn. */
interface Shape {
  readonly axes: number;
  /** Numbers of a value: more than one for vectors. */
  readonly components: number;
}

/** Chooses how values over axes are drawn: a plane or a line through them, where they are equal, or the points. */
export function chooseView(learner: Learner, { axes, components }: Shape, choice: PlotChoice): ChosenView {
  const names = Array.from({ length: components }, (_, k) => `y[${k}]`);
  const part = select("component", "component", names, choice);
  const { options, controls } = (axes === 2 ? chooseFlat : chooseCut)(learner, part.value, axes, choice);
  return {
    options: { ...options, component: part.value },
    controls: components === 1 ? controls : [part, ...controls],
  };
}

function chooseFlat(learner: Learner, component: number, _axes: number, choice: PlotChoice): ChosenView {
  const view = select("view", "view", ["values", "values and triangles", "line of equal value"], choice);
  if (view.value === 2) {
    const level = levelOf(learner, component, choice);
    return { options: { levels: [level.value] }, controls: [view, level] };
  }
  return { options: { triangles: view.value === 1 }, controls: [view] };
}

function chooseCut(learner: Learner, component: number, axes: number, choice: PlotChoice): ChosenView {
  const all = Array.from({ length: axes }, (_, axis) => axis);
  const planes = all.flatMap((a) => all.slice(a + 1).map((b) => [a, b]));
  const cuts = [...planes, ...all.map((axis) => [axis])];
  const names = cuts.map(
    (free) => (free.length === 2 ? "plane " : "along ") + free.map(nameOfAxis).join(", "),
  );
  const inSpace = axes === 3 ? ["surface of equal value", "points"] : [];
  const view = select("view", "view", [...names, ...inSpace], choice);
  const free = cuts[view.value];
  if (free === undefined) {
    if (view.value > cuts.length) return { options: { scatter: true }, controls: [view] };
    const level = levelOf(learner, component, choice);
    return { options: { levels: [level.value] }, controls: [view, level] };
  }
  const domains = domainsOf(learner, [...learner.data.keys()] as number[][], axes);
  const sliders = all
    .filter((axis) => !free.includes(axis))
    .map((axis) => ({ axis, slider: range(`cut.${axis}`, nameOfAxis(axis), domains[axis]!, choice) }));
  return {
    options: { cut: Object.fromEntries(sliders.map(({ axis, slider }) => [axis, slider.value])) },
    controls: [view, ...sliders.map(({ slider }) => slider)],
  };
}

function levelOf(
  learner: Learner,
  component: number,
  choice: PlotChoice,
): Extract<PlotControl, { kind: "range" }> {
  const values = [...learner.data.values()].map((value) => numbers(value)[component] ?? NaN);
  return range("level", "value", extent(values), choice);
}

function range(
  key: string,
  label: string,
  [min, max]: readonly [number, number],
  choice: PlotChoice,
): Extract<PlotControl, { kind: "range" }> {
  const value = within(choice[key] ?? (min + max) / 2, min, max);
  return { kind: "range", key, label, min, max, step: (max - min) / STEPS || 1, value };
}
