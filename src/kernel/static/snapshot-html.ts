import {
  countOf,
  describeFigures,
  formatCount,
  formatTime,
  learnerBar,
  placesText,
  type Figure,
  type Problem,
  type Snapshot,
} from "../../protocol/index.js";
import { escapeHtml } from "./escape-html.js";

const BAR_COLOURS = { done: "#2e7d32", running: "#1e6fd9", failed: "#c62828", waiting: "#9e9e9e" } as const;
const FIGURES_PER_ROW = 3;

/** The class of the outermost element of a static copy, by which a page finds the place to hide. */
export const STATIC_CLASS = "adaptive-scheduler-static";

/**
 * Writes the state of a run as an HTML table that a saved notebook keeps.
 *
 * It stands alone: inline styles only, no script, no style element (viewers remove both), and every
 * colour has its word beside it.
 */
export function snapshotHtml(snapshot: Snapshot): string {
  return [
    `<div style="max-width:56em;font-size:13px">`,
    heading(snapshot),
    bar(snapshot),
    table(describeFigures(snapshot)),
    ...snapshot.problems.map(problem),
    `</div>`,
  ].join("\n");
}

function heading(snapshot: Snapshot): string {
  const name = escapeHtml(snapshot.jobName);
  const facts = `${escapeHtml(snapshot.scheduler)} · ${formatTime(snapshot.at)}`;
  return `<div><b>${name}</b>: <b>${snapshot.status}</b> <span style="opacity:.75">(${facts})</span></div>`;
}

function bar(snapshot: Snapshot): string {
  const parts = learnerBar(snapshot);
  const words = parts.map((part) => `${formatCount(part.count)} ${part.status}`).join(", ");
  const cells = parts
    .filter((part) => part.count > 0)
    .map((part) => {
      const width = (part.share * 100).toFixed(2);
      return `<span style="display:inline-block;height:100%;width:${width}%;background:${BAR_COLOURS[part.status]}"></span>`;
    });
  return (
    `<div role="img" aria-label="${countOf(snapshot.learners.total, "learner")}: ${words}" ` +
    `style="height:14px;margin:4px 0;background:#ddd;border-radius:3px;overflow:hidden;white-space:nowrap;font-size:0">` +
    `${cells.join("")}</div>\n<div>${countOf(snapshot.learners.total, "learner")}: ${words}</div>`
  );
}

function table(figures: readonly Figure[]): string {
  const rows: string[] = [];
  for (let i = 0; i < figures.length; i += FIGURES_PER_ROW) {
    const cells = figures.slice(i, i + FIGURES_PER_ROW).map(cell);
    rows.push(`<tr>${cells.join("")}</tr>`);
  }
  return `<table style="border-collapse:collapse;margin:4px 0"><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}

function cell({ label, text, help }: Figure): string {
  const th = `<th scope="row" title="${escapeHtml(help)}" style="text-align:left;font-weight:normal;opacity:.75;padding:1px 8px 1px 0">`;
  return `${th}${escapeHtml(label)}</th><td style="text-align:left;padding:1px 24px 1px 0"><b>${escapeHtml(text)}</b></td>`;
}

function problem({ message, advice, count, examples }: Problem): string {
  const stack = examples.find((example) => example.error !== null)?.error?.stack;
  const details =
    stack === undefined
      ? ""
      : `<details><summary>stack</summary><pre style="white-space:pre-wrap">${escapeHtml(stack)}</pre></details>`;
  const learners = placesText({ examples });
  return (
    `<div style="margin:6px 0;padding-left:8px;border-left:3px solid ${BAR_COLOURS.failed}">` +
    `<b>${countOf(count, "learner")}: ${escapeHtml(message)}</b><br>${escapeHtml(advice)}` +
    `${learners === "" ? "" : `<br>such as learner ${escapeHtml(learners)}`}${details}</div>`
  );
}
