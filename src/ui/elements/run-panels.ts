import { nothing, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import {
  formatNumber,
  formatSeconds,
  formatTime,
  formatValue,
  type JobRecord,
  type LearnerRow,
  type QueueRow,
  type Snapshot,
} from "../../protocol/index.js";
import type { Connection } from "../connection.js";
import { staticTag } from "../define.js";
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
      ></${PLOT}>`;
    case "results":
      return html`<p class="row">
          points of learner ${learner} ${step(context, -1, "previous")} ${step(context, 1, "next")}
        </p>
        ${table(context, `points of learner ${String(learner)}`, RESULTS, pagesOf(connection, name, learner))}`;
    case "learners":
      return table(context, "learners", learnerColumns(context), pagesOf(connection, name, 0), [
        "waiting",
        "running",
        "done",
        "failed",
      ]);
    case "jobs":
      return table(context, "jobs of this run", JOBS, pagesOf(connection, name, 0), [
        "submitted",
        "pending",
        "running",
        "ended",
      ]);
    case "queue":
      return table(context, "the scheduler's queue", QUEUE, pagesOf(connection, name, 0));
  }
}

function step({ learner, snapshot, open }: PanelContext, by: number, label: string): TemplateResult {
  const next = learner + by;
  return html`<button
    ?disabled=${next < 0 || next >= snapshot.learners.total}
    @click=${() => open("results", next)}
  >
    ${label}
  </button>`;
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
      return async (offset, limit, _, signal) => {
        const rows = await connection.call("queue", {}, signal);
        return { total: rows.length, rows: rows.slice(offset, offset + limit) };
      };
  }
}

function learnerColumns({ open }: PanelContext): readonly Column<LearnerRow>[] {
  return [
    { label: "learner", numeric: true, cell: (row) => row.index },
    { label: "file", cell: (row) => [row.fname].flat().join(", ") },
    { label: "state", cell: renderState },
    { label: "points", numeric: true, cell: (row) => row.npoints },
    { label: "loss", numeric: true, cell: (row) => formatNumber(row.loss) },
    { label: "job", cell: (row) => row.jobId ?? "–" },
    { label: "ends by error", numeric: true, cell: (row) => row.fails },
    { label: "time", numeric: true, cell: (row) => formatSeconds(secondsOf(row)) },
    {
      label: "show",
      cell: ({ index }) =>
        html`<button class="link" aria-label="plot learner ${index}" @click=${() => open("plot", index)}>
            plot
          </button>
          <button class="link" aria-label="points of learner ${index}" @click=${() => open("results", index)}>
            points
          </button>`,
    },
  ];
}

function renderState({ status, error }: LearnerRow): unknown {
  if (error === null) return status;
  return html`<details>
    <summary>${status}: ${error.message}</summary>
    ${error.point === undefined ? nothing : html`<div>at ${formatValue(error.point)}</div>`}
    <pre tabindex="0">${error.stack}</pre>
  </details>`;
}

function secondsOf({ startedAt, endedAt }: LearnerRow): number | null {
  return startedAt === null || endedAt === null ? null : (endedAt - startedAt) / 1000;
}

const JOBS: readonly Column<JobRecord>[] = [
  { label: "job", cell: (row) => row.jobId },
  { label: "state", cell: (row) => row.status },
  { label: "learner", numeric: true, cell: (row) => row.index ?? "–" },
  { label: "node", cell: (row) => row.node ?? "–" },
  { label: "submitted", cell: (row) => formatTime(row.submittedAt) },
  { label: "started", cell: (row) => formatTime(row.startedAt) },
  { label: "heard of", cell: (row) => formatTime(row.heardAt) },
  { label: "ended", cell: (row) => formatTime(row.endedAt) },
  { label: "cause", cell: (row) => [row.cause ?? "–", row.detail].filter(Boolean).join(": ") },
];

const QUEUE: readonly Column<QueueRow>[] = [
  { label: "job", cell: (row) => row.jobId },
  { label: "name", cell: (row) => row.name },
  { label: "state", cell: (row) => row.state },
  { label: "reason", cell: (row) => row.reason },
  { label: "nodes", cell: (row) => row.nodes },
  { label: "started", cell: (row) => formatTime(row.startedAt) },
];

const RESULTS: readonly Column<readonly unknown[]>[] = [
  { label: "point", cell: ([point]) => formatValue(point) },
  { label: "value", cell: ([, value]) => formatValue(value) },
];
