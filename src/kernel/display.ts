import { isOver, type RunView, type Snapshot } from "../protocol/index.js";
import { showOutput, type MimeBundle, type Output } from "./output.js";
import { snapshotHtml } from "./static/snapshot-html.js";
import { snapshotText } from "./static/snapshot-text.js";
import { showInTerminal, type Terminal } from "./terminal.js";
import { throttle } from "./throttle.js";

/** What is on a screen; safe to close twice. */
export interface Shown {
  /** Ends the updates; what is shown stays. */
  close(): void;
}

const STATIC_INTERVAL_MS = 1000;

/**
 * Shows a run: under the cell in a tslab notebook, as text in a terminal. Updated until the run is over.
 *
 * @param terminal where a plain program writes; standard output when absent
 */
export function displayRun(view: RunView, terminal: Terminal = process.stdout): Shown {
  return displayStatic(view) ?? showInTerminal(view, terminal);
}

/** Shows a run as a table of text and HTML that is replaced in place; null outside tslab. */
export function displayStatic(view: RunView): Shown | null {
  const output = showOutput(bundle(view.snapshot()));
  return output === null ? null : keepUpdated(view, output);
}

function keepUpdated(view: RunView, output: Output): Shown {
  let drawn = view.snapshot();
  const redraw = throttle(() => {
    drawn = view.snapshot();
    output.update(bundle(drawn));
  }, STATIC_INTERVAL_MS);
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

function bundle(snapshot: Snapshot | null): MimeBundle {
  if (snapshot === null) return { "text/plain": "The run has not started." };
  return { "text/plain": snapshotText(snapshot), "text/html": snapshotHtml(snapshot) };
}
