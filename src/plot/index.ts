export { describePlot } from "./describe.js";
export {
  isPlotDescription,
  type CurvePlot,
  type PlotDescription,
  type Series,
  type SurfacePlot,
} from "./description.js";
export type { DrawOptions, Drawing } from "./draw.js";
