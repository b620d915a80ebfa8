import { html, nothing } from "lit";
import {
  formatClock,
  formatNumber,
  formatSeconds,
  formatTime,
  formatValue,
  type JobRecord,
  type LearnerRow,
  type QueueRow,
} from "../../protocol/index.js";
import type { Column } from "../elements/paged-table.js";

/** The columns of the job database. `now` is the time of the snapshot; `open` shows more of a learner. */
export function learnerColumns(
  now: number,
  open: (panel: "plot" | "results", learner: number) => void,
): readonly Column<LearnerRow>[] {
  return [
    { label: "learner", numeric: true, cell: (row) => row.index },
    { label: "file", cell: (row) => files(row.fname) },
    { label: "state", cell: renderState },
    { label: "points", numeric: true, cell: (row) => row.npoints },
    { label: "loss", numeric: true, cell: (row) => formatNumber(row.loss) },
    { label: "job", cell: (row) => row.jobId ?? "–" },
    { label: "errors", numeric: true, cell: (row) => row.fails },
    { label: "time", numeric: true, cell: (row) => formatSeconds(secondsOf(row, now)) },
    {
      label: "show",
      cell: ({ index }) =>
        html`<span class="together"
          ><button class="link" aria-label="plot learner ${index}" @click=${() => open("plot", index)}>
            plot
          </button>
          <button class="link" aria-label="points of learner ${index}" @click=${() => open("results", index)}>
            points
          </button></span
        >`,
    },
  ];
}

/** The columns of a run's jobs. */
export function jobColumns(now: number): readonly Column<JobRecord>[] {
  return [
    { label: "job", cell: (row) => row.jobId },
    { label: "state", cell: (row) => row.status },
    { label: "learner", numeric: true, cell: (row) => row.index ?? "–" },
    { label: "node", cell: (row) => row.node ?? "–" },
    { label: "submitted", cell: (row) => clock(row.submittedAt, now) },
    { label: "started", cell: (row) => clock(row.startedAt, now) },
    { label: "heard of", cell: (row) => clock(row.heardAt, now) },
    { label: "ended", cell: (row) => clock(row.endedAt, now) },
    { label: "cause", cell: (row) => [row.cause ?? "–", row.detail].filter(Boolean).join(": ") },
  ];
}

/** The columns of a scheduler's queue. */
export function queueColumns(now: number): readonly Column<QueueRow>[] {
  return [
    { label: "job", cell: (row) => row.jobId },
    { label: "name", cell: (row) => row.name },
    { label: "state", cell: (row) => row.state },
    { label: "reason", cell: (row) => row.reason },
    { label: "nodes", cell: (row) => row.nodes },
    { label: "started", cell: (row) => clock(row.startedAt, now) },
  ];
}

/** The columns of a learner's points. */
export const RESULTS: readonly Column<readonly unknown[]>[] = [
  { label: "point", cell: ([point]) => formatValue(point) },
  { label: "value", cell: ([, value]) => formatValue(value) },
];

function clock(at: number | null, now: number): unknown {
  return at === null ? "–" : html`<time title=${formatTime(at)}>${formatClock(at, now)}</time>`;
}

/** A learner may have many files, one for each child. */
function files(fname: string | readonly string[]): unknown {
  if (typeof fname === "string") return fname;
  if (fname.length < 3) return fname.join(", ");
  return html`<span title=${fname.join("\n")}>${fname[0]} and ${fname.length - 1} more</span>`;
}

function renderState({ status, error }: LearnerRow): unknown {
  if (error === null) return status;
  return html`<details>
    <summary>${status}: ${error.message}</summary>
    ${error.point === undefined ? nothing : html`<div>point ${formatValue(error.point)}</div>`}
    <pre tabindex="0">${error.stack}</pre>
  </details>`;
}

/** How long a learner took, or has been running. */
function secondsOf({ status, startedAt, endedAt }: LearnerRow, now: number): number | null {
  if (startedAt === null) return null;
  return ((status === "running" ? now : (endedAt ?? startedAt)) - startedAt) / 1000;
}
