import { BalancingLearner, DataSaver, type Learner } from "../learner/index.js";
import { chooseChild } from "./choose-child.js";
import { chooseView } from "./choose-view.js";
import { axesOf, describePlot } from "./describe.js";
import type { PlotDescription } from "./description.js";
import type { PlotChoice, PlotControl } from "./plot-control.js";

/** A picture as it was chosen, and what else can be. */
export interface ChosenPlot {
  readonly plot: PlotDescription | null;
  readonly controls: readonly PlotControl[];
}

/**
 * Describes one picture of a learner and what can be chosen of it: the child of a balancing learner by its product
 * dimensions, the number of a vector, the plane through more than two axes, triangles, and lines or a surface of equal
 * value.
 *
 * A choice that is not there (any more) is taken for the nearest that is.
 */
export function describeChosen(learner: Learner, choice: PlotChoice = {}): ChosenPlot {
  if (learner instanceof DataSaver) return describeChosen(learner.learner as Learner, choice);
  if (learner instanceof BalancingLearner) {
    const { child, controls } = chooseChild(learner, choice);
    const chosen = describeChosen(child, choice);
    return { plot: chosen.plot, controls: [...controls, ...chosen.controls] };
  }
  const shape = axesOf(learner);
  if (shape === null) return { plot: describePlot(learner), controls: [] };
  const { options, controls } = chooseView(learner, shape, choice);
  return { plot: describePlot(learner, options), controls };
}
