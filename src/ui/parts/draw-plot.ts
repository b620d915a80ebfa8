// Not from the folder's door: that also describes learners, which would put all of them into the page.
import { isPlotDescription } from "../../plot/description.js";
import { drawPlot as draw } from "../../plot/draw.js";

/** Draws what a kernel sent, for a page; null when it says nothing that can be drawn. */
export function drawPlot(description: unknown, label: string): Element | null {
  return isPlotDescription(description)
    ? (draw(description, { document, label }) as unknown as Element)
    : null;
}
