export { describeChosen, type ChosenPlot } from "./choices.js";
export type { PlotChoice, PlotControl } from "./plot-control.js";
export { describePlot, type PlotOptions } from "./describe.js";
export type { SurfaceOptions } from "./describe-surface.js";
export {
  isPlotDescription,
  type CurvePlot,
  type GridPlot,
  type HistogramPlot,
  type MeshPlot,
  type PlotDescription,
  type Series,
  type SurfacePlot,
} from "./description.js";
export type { DrawOptions, Drawing } from "./draw.js";
