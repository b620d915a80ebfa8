import { isOver, snapshotText, type RunView, type Snapshot } from "../protocol/index.js";
import { commSupport } from "./comm/install.js";
import { liveWidget } from "./live.js";
import { showOutput, type MimeBundle, type Output } from "./output.js";
import { announceRun } from "./runs.js";
import { copyOf } from "./widget/copy-of.js";
import { snapshotHtml } from "./static/snapshot-html.js";
import { showInTerminal, type Terminal } from "./terminal.js";
import { throttle } from "./throttle.js";
import { findTslab } from "./tslab.js";
import type { WidgetModel } from "./widget/model.js";

/** What is on a screen; safe to close twice. */
export interface Shown {
  /** Ends the updates; what is shown stays. */
  close(): void;
}

const STATIC_INTERVAL_MS = 1000;
/** Beside a live widget the table is only what a saved notebook keeps. */
const COPY_INTERVAL_MS = 10_000;

/**
 * Shows a run: a live widget under the cell in a tslab notebook, text in a terminal.
 *
 * Below the widget stands a table of the same, hidden while the widget is live: it is what a saved
 * notebook shows. Where no widget can be (another version of tslab), the table and the reason.
 *
 * @param terminal where a plain program writes; standard output when absent
 */
export function displayRun(view: RunView, terminal: Terminal = process.stdout): Shown {
  const tslab = findTslab();
  if (tslab === null) return showInTerminal(view, terminal);
  const support = commSupport(tslab);
  if (!("hub" in support)) {
    showOutput({ "text/plain": support.reason });
    return displayStatic(view) ?? showInTerminal(view, terminal);
  }
  const widget = liveWidget(support.hub, view);
  if (widget === null) return displayStatic(view) ?? showInTerminal(view, terminal);
  announceRun(view);
  showOutput({
    "text/plain":
      "The live view of the run stands here while its kernel runs (it needs anywidget: pip install anywidget).",
    ...widget.view,
  });
  return displayStatic(view, COPY_INTERVAL_MS, widget) ?? showInTerminal(view, terminal);
}

/** Shows a run as a table of text and HTML that is replaced in place; null outside tslab. */
export function displayStatic(
  view: RunView,
  intervalMs = STATIC_INTERVAL_MS,
  widget: WidgetModel | null = null,
): Shown | null {
  const draw = (snapshot: Snapshot | null): MimeBundle => bundle(snapshot, widget);
  const output = showOutput(draw(view.snapshot()));
  return output === null ? null : keepUpdated(view, output, draw, intervalMs);
}

function keepUpdated(
  view: RunView,
  output: Output,
  draw: (snapshot: Snapshot | null) => MimeBundle,
  intervalMs: number,
): Shown {
  let drawn = view.snapshot();
  const redraw = throttle(() => {
    drawn = view.snapshot();
    output.update(draw(drawn));
  }, intervalMs);
  const close = (): void => {
    unsubscribe();
    redraw.flush();
    redraw.stop();
  };
  const unsubscribe = view.onSnapshot((snapshot) => {
    redraw.request();
    if (isOver(snapshot.status)) close();
  });
  if (drawn !== null && isOver(drawn.status)) close();
  return { close };
}

function bundle(snapshot: Snapshot | null, widget: WidgetModel | null): MimeBundle {
  if (snapshot === null) return { "text/plain": "The run has not started." };
  return { "text/plain": snapshotText(snapshot), "text/html": copyOf(widget, snapshotHtml(snapshot)) };
}
