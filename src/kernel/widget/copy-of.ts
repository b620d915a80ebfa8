import type { WidgetModel } from "./model.js";
import { STATIC_CLASS } from "../static/snapshot-html.js";

/** Marks HTML as the static copy of a widget, which hides it while it is on the page. */
export function copyOf(widget: WidgetModel | null, html: string): string {
  const classes = [STATIC_CLASS, widget?.state["copy"]].filter((name) => typeof name === "string");
  return `<div class="${classes.join(" ")}">${html}</div>`;
}
