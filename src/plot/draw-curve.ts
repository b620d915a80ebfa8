/// <reference lib="dom" />
import * as Plot from "@observablehq/plot";
import type { CurvePlot, HistogramPlot } from "./description.js";
import type { DrawOptions } from "./draw.js";
import { frame, nameCurves, PALETTE } from "./marks.js";

/** More dots than this hide the curve. */
const MAX_DOTS = 2000;

/** Draws values over one axis: a line with its points, a band and bars for errors, rules between intervals. */
export function drawCurve(plot: CurvePlot, options: DrawOptions): Element {
  const { x, series } = plot;
  const marks = series.flatMap(({ y }, i) => {
    const stroke = PALETTE[i % PALETTE.length]!;
    return [
      ...errorMarks(plot, y, stroke),
      ...(plot.joined ? [Plot.line(x, { x, y, stroke })] : []),
      ...(x.length <= MAX_DOTS ? [Plot.dot(x, { x, y, fill: stroke, r: plot.joined ? 1.5 : 3 })] : []),
    ];
  });
  const edges = plot.edges ? [Plot.ruleX(plot.edges, { stroke: "currentColor", strokeOpacity: 0.25 })] : [];
  const names = series.length > 1 ? [nameCurves(series.map(({ name }) => name))] : [];
  return Plot.plot({
    ...frame(options),
    grid: true,
    x: { label: plot.xLabel, ...(plot.xDomain && { domain: padded(plot.xDomain) }) },
    y: { label: plot.yLabel },
    marks: [...edges, ...marks, ...names],
  });
}

function errorMarks({ x, errors, joined }: CurvePlot, y: Float64Array, stroke: string): Plot.Markish[] {
  if (errors === undefined) return [];
  const [y1, y2] = [-1, 1].map((sign) => y.map((value, i) => value + sign * errors[i]!)) as [
    Float64Array,
    Float64Array,
  ];
  return [
    ...(joined ? [Plot.areaY(x, { x, y1, y2, fill: stroke, fillOpacity: 0.2 })] : []),
    Plot.ruleX(x, { x, y1, y2, stroke, strokeOpacity: 0.6 }),
  ];
}

/** Draws how often values were met, and the mean with its standard error as a bar. */
export function drawHistogram(plot: HistogramPlot, options: DrawOptions): Element {
  const { x, counts, mean, error } = plot;
  const highest = Math.max(...counts);
  const bar = Number.isFinite(error) ? [{ from: mean - error, to: mean + error }] : [];
  const text = `mean ${mean.toPrecision(4)}${Number.isFinite(error) ? ` \u00b1 ${error.toPrecision(2)}` : ""}`;
  return Plot.plot({
    ...frame(options),
    marginTop: 28,
    grid: true,
    x: { label: plot.xLabel },
    y: { label: plot.yLabel },
    marks: [
      Plot.rectY(counts, {
        x1: x.slice(0, -1),
        x2: x.slice(1),
        y: counts,
        fill: PALETTE[0]!,
        fillOpacity: 0.7,
      }),
      Plot.ruleY([0]),
      Plot.ruleX([mean], { stroke: PALETTE[1]!, strokeWidth: 2 }),
      Plot.ruleY(bar, { x1: "from", x2: "to", y: highest, stroke: PALETTE[1]!, strokeWidth: 4 }),
      Plot.text([mean], {
        x: mean,
        y: highest,
        text: () => text,
        dy: -12,
        fill: "currentColor",
        fontSize: 12,
      }),
    ],
  });
}

/** A little room, so that the points at the bounds are seen. */
function padded([from, to]: readonly [number, number]): [number, number] {
  const margin = 0.02 * (to - from);
  return [from - margin, to + margin];
}
