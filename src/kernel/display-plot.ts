import { commSupport } from "./comm/install.js";
import { keepShown } from "./keep-shown.js";
import { livePlotWidget } from "./live.js";
import { showOutput, type MimeBundle } from "./output.js";
import { copyOf } from "./widget/copy-of.js";
import type { WidgetModel } from "./widget/model.js";
import type { PlotSource } from "./widget/plot-widget.js";

/** Beside a live plot the picture is only what a saved notebook keeps. */
const COPY_INTERVAL_MS = 10_000;

/** A live plot, and the picture that a saved notebook keeps of it. */
export interface LivePlot extends PlotSource {
  /** Draws the picture as SVG or HTML. */
  readonly draw: () => string;
}

/**
 * Shows a plot under the cell and draws it anew while it changes: with what can be chosen of it where a widget can be,
 * else the plain picture. Returns what ends it early; null where there is no notebook to show it in.
 */
export function displayPlot(plot: LivePlot, intervalMs: number): (() => void) | null {
  const support = commSupport();
  const widget = "hub" in support ? livePlotWidget(support.hub, plot, intervalMs) : null;
  if (widget !== null)
    showOutput({
      "text/plain":
        "The live plot stands here while its kernel runs (it needs anywidget: pip install anywidget).",
      ...widget.view,
    });
  return keepShown(
    () => bundle(plot, widget),
    plot.finished,
    widget === null ? intervalMs : Math.max(intervalMs, COPY_INTERVAL_MS),
  );
}

function bundle(plot: LivePlot, widget: WidgetModel | null): MimeBundle {
  return {
    "text/plain": "a live plot",
    "text/html": copyOf(widget, plot.draw()),
  };
}
