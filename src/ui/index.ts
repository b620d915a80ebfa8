import { defineElement } from "./define.js";
import { ConfirmBar } from "./elements/confirm-bar.js";
import { LogView } from "./elements/log-view.js";
import { PagedTable } from "./elements/paged-table.js";
import { PlotView } from "./elements/plot-view.js";
import { RunList } from "./elements/run-list.js";
import { RunView } from "./elements/run-view.js";

export type { Connection } from "./connection.js";
export { tagOf } from "./define.js";
export type { AnswerEvent, Question } from "./elements/confirm-bar.js";
export type { Column, FetchPage, Page } from "./elements/paged-table.js";
export type { ListedRun, RunEvent } from "./elements/run-list.js";
export { ConfirmBar, LogView, PagedTable, PlotView, RunList, RunView };

/** Defines all elements, under tags that carry the protocol's version; those that are there stay. */
export function defineElements(): void {
  defineRunList();
  defineElement("table", PagedTable);
  defineElement("logs", LogView);
  defineElement("plot", PlotView);
  defineElement("run", RunView);
}

/**
 * Defines the elements of the list of runs only: an extension that stays installed while kernels get newer must not
 * define those that a kernel brings along.
 */
export function defineRunList(): void {
  defineElement("confirm", ConfirmBar);
  defineElement("run-list", RunList);
}
