import { readFileSync } from "node:fs";
import type { RunView } from "../protocol/index.js";
import type { CommHub } from "./comm/hub.js";
import type { WidgetModel } from "./widget/model.js";
import type { WidgetModule } from "./widget/anywidget-state.js";
import { makePlotWidget, type PlotSource } from "./widget/plot-widget.js";
import { makeRunWidget } from "./widget/run-widget.js";

/** Hides the static copy below a widget for as long as the widget is on the page, its kernel gone or not. */
const CSS =
  ".jp-OutputArea-child:has([data-adaptive-scheduler-live]) + .jp-OutputArea-child:has(.adaptive-scheduler-static)" +
  " { display: none; }";

const widgets = new WeakMap<RunView, WidgetModel>();
let loaded: WidgetModule | null | undefined;

/**
 * Gives the widget of a run: the one that it has, or a new one; null when the browser's half is not built.
 *
 * One model serves all cells, pages and tabs that show the run.
 */
export function liveWidget(hub: CommHub, view: RunView): WidgetModel | null {
  const known = widgets.get(view);
  if (known?.isOpen === true) return known;
  const module = (loaded ??= loadModule());
  if (module === null) return null;
  const widget = makeRunWidget(hub, view, module);
  widgets.set(view, widget);
  return widget;
}

/** Makes the widget of a live plot; null when the browser's half is not built. */
export function livePlotWidget(hub: CommHub, source: PlotSource, intervalMs: number): WidgetModel | null {
  const module = (loaded ??= loadModule());
  return module === null ? null : makePlotWidget(hub, source, module, intervalMs);
}

function loadModule(): WidgetModule | null {
  try {
    return { esm: readFileSync(new URL("../widget/bundle.js", import.meta.url), "utf8"), css: CSS };
  } catch {
    return null;
  }
}
