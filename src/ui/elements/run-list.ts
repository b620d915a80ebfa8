import { css, LitElement, nothing, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import { countOf, formatCount, formatNumber, isOver, type Snapshot } from "../../protocol/index.js";
import { staticTag } from "../define.js";
import { learnerBarStyles, renderLearnerBar } from "../parts/learner-bar.js";
import { controls, theme } from "../styles.js";
import type { AnswerEvent } from "./confirm-bar.js";

const CONFIRM = staticTag("confirm");

/** A run as the list shows it, with where it lives. */
export interface ListedRun {
  readonly kernelId: string;
  /** The notebook's name; null when the kernel has none. */
  readonly notebook: string | null;
  readonly connected: boolean;
  readonly snapshot: Snapshot;
}

/** Names the run that a button belongs to. */
export type RunEvent = CustomEvent<ListedRun>;

/**
 * Lists the runs of all kernels, those that go on first.
 *
 * @fires run-cancel - {@link RunEvent}, after the user has confirmed
 * @fires run-open - {@link RunEvent}: go to the notebook
 */
export class RunList extends LitElement {
  static override properties = {
    runs: { attribute: false },
    loading: { attribute: false },
    message: { attribute: false },
    asked: { state: true },
  };
  declare runs: readonly ListedRun[];
  /** Whether kernels are still being looked for. */
  declare loading: boolean;
  /** An error to say; null for none. */
  declare message: string | null;
  declare private asked: string | null;

  constructor() {
    super();
    this.runs = [];
    this.loading = false;
    this.message = null;
    this.asked = null;
  }

  override render(): TemplateResult {
    const runs = [...this.runs].sort(
      (a, b) => rank(a) - rank(b) || b.snapshot.startedAt - a.snapshot.startedAt,
    );
    return html`
      ${this.message === null ? nothing : html`<p class="error" role="alert">${this.message}</p>`}
      ${
        runs.length === 0
          ? html`<p class="faint" role="status">
              ${this.loading ? "Looking for runs…" : "No kernel has a run."}
            </p>`
          : html`<ul>
              ${runs.map((run) => this.#renderRun(run))}
            </ul>`
      }
    `;
  }

  #renderRun(run: ListedRun): TemplateResult {
    const { snapshot, notebook, connected } = run;
    const over = isOver(snapshot.status);
    return html`<li data-run=${snapshot.runId}>
      <div class="row">
        <strong>${snapshot.jobName}</strong>
        <span class="state" data-status=${snapshot.status}>${snapshot.status}</span>
        <span class="faint">${snapshot.scheduler}</span>
      </div>
      ${connected ? nothing : html`<div class="faint" role="status">The kernel does not answer.</div>`}
      ${renderLearnerBar(snapshot, true)}
      <div class="faint">
        ${
          over
            ? nothing
            : `${countOf(snapshot.jobs.running, "job")} running, ${formatCount(snapshot.jobs.pending)} pending · `
        }${countOf(snapshot.points, "point")}${over ? "" : `, ${formatNumber(snapshot.pointsPerSecond)}/s`}
      </div>
      ${snapshot.problems.map((problem) => html`<div class="error">${countOf(problem.count, "learner")}: ${problem.message}</div>`)}
      <div class="buttons">
        <button
          data-action="open"
          title=${notebook ?? ""}
          ?disabled=${notebook === null}
          @click=${() => this.#fire("run-open", run)}
        >
          ${notebook === null ? "no notebook" : `go to ${notebook}`}
        </button>
        <button
          data-action="cancel"
          ?disabled=${over || !connected || this.asked === snapshot.runId}
          @click=${() => (this.asked = snapshot.runId)}
        >
          cancel…
        </button>
      </div>
      ${this.asked === snapshot.runId ? this.#renderQuestion(run) : nothing}
    </li>`;
  }

  #renderQuestion(run: ListedRun): TemplateResult {
    const { running, pending } = run.snapshot.jobs;
    const question = {
      text: `Cancel ${countOf(running + pending, "job")} and end the run?`,
      yes: "yes, cancel",
      no: "no, go on",
    };
    const answered = ({ detail }: AnswerEvent): void => {
      this.asked = null;
      if (detail.confirmed) this.#fire("run-cancel", run);
    };
    return html`<${CONFIRM} .question=${question} @answer=${answered}></${CONFIRM}>`;
  }

  #fire(name: "run-cancel" | "run-open", run: ListedRun): void {
    this.dispatchEvent(new CustomEvent(name, { detail: run }) satisfies RunEvent);
  }

  static override styles = [
    theme,
    controls,
    learnerBarStyles,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        padding: 8px;
        border-bottom: 1px solid var(--as-line);
      }
      p {
        padding: 0 8px;
      }
      li > * + * {
        margin-top: 4px;
      }
      .buttons {
        display: flex;
        gap: 8px;
      }
      .buttons button {
        flex: none;
      }
      .buttons [data-action="open"] {
        flex: 0 1 auto;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .state {
        padding: 0 8px;
        border: 1px solid currentColor;
        border-radius: 9px;
      }
    `,
  ];
}

function rank({ snapshot }: ListedRun): number {
  return isOver(snapshot.status) ? 1 : 0;
}
