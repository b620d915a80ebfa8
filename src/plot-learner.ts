import { createRequire } from "node:module";
import { inspect } from "node:util";
import { showOutput } from "./kernel/index.js";
import type { Learner } from "./learner/index.js";
import { describePlot, type PlotOptions } from "./plot/index.js";
import type { drawPlot } from "./plot/draw.js";

/** A picture of a learner: tslab shows it, a saved notebook keeps it, and `String(picture)` is its SVG. */
export interface Picture {
  readonly svg: string;
  toString(): string;
}

interface Drawer {
  readonly document: object;
  readonly drawPlot: typeof drawPlot;
}

let drawer: Drawer | undefined;

/** Drawing needs a document and a plot library: loaded at the first picture, so that no worker or kernel waits for it. */
function loadDrawer(): Drawer {
  if (drawer === undefined) {
    const load = createRequire(import.meta.url);
    const { parseHTML } = load("linkedom") as { parseHTML: (html: string) => { document: object } };
    const { drawPlot: draw } = load("./plot/draw.js") as { drawPlot: typeof drawPlot };
    drawer = { document: parseHTML("<!doctype html><html><body></body></html>").document, drawPlot: draw };
  }
  return drawer;
}

/** Draws a learner and shows nothing. */
export function drawLearner(learner: Learner, options: PlotOptions = {}): Picture {
  const description = describePlot(learner, options);
  const label = `${learner.constructor.name} with ${learner.npoints} points`;
  const { document, drawPlot: draw } = loadDrawer();
  const svg =
    description === null
      ? `<p>${label}: nothing to draw yet</p>`
      : draw(description, { document, label }).outerHTML;
  return Object.defineProperty({ svg, toString: () => svg }, inspect.custom, { value: () => label });
}

/**
 * Draws a learner, and shows the picture under the cell in a notebook; says so in words for one that has no points yet.
 *
 * @param options see {@link PlotOptions}: lines of equal value, slices, points in space, labels of children, ...
 * @throws AdaptiveSchedulerError for an unknown option, RangeError for a slice or a level that is not there
 *
 * @example
 * ```ts
 * const learner = new LearnerND(([x, y]) => x * y, { bounds: [[-1, 1], [-1, 1]] });
 * simple(learner, { goal: 100 });
 * const picture = plot(learner, { levels: [0.5], triangles: 0.3 });
 * picture.svg.startsWith("<svg"); // true
 * ```
 */
export function plot(learner: Learner, options: PlotOptions = {}): Picture {
  const picture = drawLearner(learner, options);
  showOutput({ "text/plain": inspect(picture), "text/html": picture.svg });
  return picture;
}
