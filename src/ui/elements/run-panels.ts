import type { TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { Snapshot } from "../../protocol/index.js";
import type { Connection } from "../connection.js";
import { staticTag } from "../define.js";
import { jobColumns, learnerColumns, queueColumns, RESULTS } from "../parts/columns.js";
import { renderLearnerField } from "../parts/learner-field.js";
import type { Column, FetchPage } from "./paged-table.js";

const TABLE = staticTag("table");
const LOGS = staticTag("logs");
const PLOT = staticTag("plot");

/** What opens below a run. */
export type PanelName = "learners" | "jobs" | "queue" | "logs" | "results" | "plot";

/** All panels, in order. */
export const PANELS: readonly PanelName[] = ["learners", "jobs", "queue", "logs", "results", "plot"];

/** What a panel needs to know. */
export interface PanelContext {
  readonly snapshot: Snapshot;
  readonly connection: Connection | null;
  readonly enabled: boolean;
  /** The learner that `results` and `plot` show. */
  readonly learner: number;
  /** Opens another panel for a learner. */
  readonly open: (panel: PanelName, learner: number) => void;
}

/** Draws one panel. */
export function renderPanel(name: PanelName, context: PanelContext): TemplateResult {
  const { snapshot, connection, enabled, learner } = context;
  const { serial } = snapshot;
  switch (name) {
    case "logs":
      return html`<${LOGS} .connection=${connection} .version=${serial} .enabled=${enabled}></${LOGS}>`;
    case "plot":
      return html`<${PLOT}
        .connection=${connection}
        .version=${serial}
        .enabled=${enabled}
        .index=${learner}
        .total=${snapshot.learners.total}
        @learner-chosen=${({ detail }: CustomEvent<number>) => context.open(name, detail)}
      ></${PLOT}>`;
    case "results":
      return html`${renderLearnerField({
        index: learner,
        total: snapshot.learners.total,
        enabled,
        choose: (index) => context.open(name, index),
      })}
      ${table(context, `points of learner ${String(learner)}`, RESULTS, pagesOf(connection, name, learner))}`;
    case "learners":
      return table(
        context,
        "learners",
        learnerColumns(snapshot.at, context.open),
        pagesOf(connection, name, 0),
        ["waiting", "running", "done", "failed"],
      );
    case "jobs":
      return table(context, "jobs of this run", jobColumns(snapshot.at), pagesOf(connection, name, 0), [
        "submitted",
        "pending",
        "running",
        "ended",
      ]);
    case "queue":
      return table(context, "the scheduler's queue", queueColumns(snapshot.at), pagesOf(connection, name, 0));
  }
}

function table<Row>(
  { snapshot, enabled }: PanelContext,
  caption: string,
  columns: readonly Column<Row>[],
  fetchPage: FetchPage<unknown> | null,
  filters: readonly string[] = [],
): TemplateResult {
  return html`<${TABLE}
    .caption=${caption}
    .columns=${columns}
    .fetchPage=${fetchPage}
    .filters=${filters}
    .version=${snapshot.serial}
    .enabled=${enabled}
  ></${TABLE}>`;
}

// A table fetches anew when its function changes, so each connection has one function for each panel.
const fetchers = new WeakMap<Connection, Map<string, FetchPage<unknown>>>();

function pagesOf(
  connection: Connection | null,
  name: "learners" | "jobs" | "queue" | "results",
  learner: number,
): FetchPage<unknown> | null {
  if (connection === null) return null;
  const known = fetchers.get(connection) ?? new Map<string, FetchPage<unknown>>();
  fetchers.set(connection, known);
  const key = `${name} ${String(learner)}`;
  const fetchPage = known.get(key) ?? makeFetch(connection, name, learner);
  known.set(key, fetchPage);
  return fetchPage;
}

function makeFetch(
  connection: Connection,
  name: "learners" | "jobs" | "queue" | "results",
  index: number,
): FetchPage<unknown> {
  switch (name) {
    case "learners":
    case "jobs":
      return (offset, limit, status, signal) =>
        connection.call("rows", { table: name, offset, limit, status }, signal);
    case "results":
      return (offset, limit, _, signal) => connection.call("results", { index, offset, limit }, signal);
    case "queue":
      return (offset, limit, _, signal) => connection.call("queue", { offset, limit }, signal);
  }
}
