import { css, LitElement, nothing, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import {
  countOf,
  elapsedSeconds,
  formatSeconds,
  formatTime,
  isOver,
  type ScreenMethod,
  type ScreenMethods,
  type Snapshot,
} from "../../protocol/index.js";
import type { Connection } from "../connection.js";
import { staticTag } from "../define.js";
import { toError } from "../loader.js";
import { figuresStyles, renderFigures } from "../parts/figures.js";
import { learnerBarStyles, renderLearnerBar } from "../parts/learner-bar.js";
import { problemsStyles, renderProblems } from "../parts/problems.js";
import { controls, theme } from "../styles.js";
import type { AnswerEvent, Question } from "./confirm-bar.js";
import { PANELS, renderPanel, type PanelContext, type PanelName } from "./run-panels.js";

const CONFIRM = staticTag("confirm");

interface Pending {
  readonly question: Question;
  readonly confirmed: (option: boolean) => Promise<void>;
}

/**
 * Shows a run: its state, all its figures, its problems, the actions on it, and tables that open below.
 */
export class RunView extends LitElement {
  static override properties = {
    snapshot: { attribute: false },
    connection: { attribute: false },
    connected: { attribute: false },
    panel: { state: true },
    learner: { state: true },
    pending: { state: true },
    message: { state: true },
    busy: { state: true },
  };
  /** The state to show; null while none is known. */
  declare snapshot: Snapshot | null;
  declare connection: Connection | null;
  /** Whether the kernel still answers. */
  declare connected: boolean;
  declare private panel: PanelName | null;
  declare private learner: number;
  declare private pending: Pending | null;
  declare private message: { readonly text: string; readonly isError: boolean } | null;
  declare private busy: boolean;

  constructor() {
    super();
    this.snapshot = null;
    this.connection = null;
    this.connected = true;
    this.panel = null;
    this.learner = 0;
    this.pending = null;
    this.message = null;
    this.busy = false;
  }

  override render(): TemplateResult {
    const { snapshot } = this;
    if (snapshot === null) {
      return html`<p role="status" class="faint">
        ${this.connected ? "The run has not started." : "The kernel is gone, and it had not started the run."}
      </p>`;
    }
    return html`<section aria-label="run ${snapshot.jobName}">
      ${this.connected ? nothing : renderDisconnected(snapshot)} ${renderHeading(snapshot)}
      ${renderLearnerBar(snapshot)} ${renderFigures(snapshot)} ${renderProblems(snapshot)}
      ${this.#renderActions(snapshot)} ${this.#renderQuestion()} ${this.#renderMessage()}
      ${this.#renderTabs()} ${this.panel === null ? nothing : this.#renderPanel(this.panel, snapshot)}
    </section>`;
  }

  #renderActions(snapshot: Snapshot): TemplateResult {
    const button = (name: string, label: string, act: () => void, isPossible = true): TemplateResult =>
      html`<button
        data-action=${name}
        ?disabled=${!this.connected || this.busy || this.connection === null || !isPossible}
        @click=${act}
      >
        ${label}
      </button>`;
    return html`<div class="row actions" role="group" aria-label="actions">
      ${button("update", "update", () => void this.#do("trigger", {}, () => "Asked the scheduler."), !isOver(snapshot.status))}
      ${button("load", "load learners", () => void this.#load())}
      ${button("cleanup", "clean up…", () => this.#askCleanup(), isOver(snapshot.status))}
      ${button("cancel", "cancel…", () => this.#askCancel(snapshot), !isOver(snapshot.status))}
    </div>`;
  }

  #renderQuestion(): TemplateResult | typeof nothing {
    const { pending } = this;
    if (pending === null) return nothing;
    return html`<${CONFIRM}
      .question=${pending.question}
      @answer=${(event: AnswerEvent) => void this.#answered(pending, event)}
    ></${CONFIRM}>`;
  }

  #renderMessage(): TemplateResult {
    const { message } = this;
    return html`<div role="status" class="message ${message?.isError === true ? "error" : ""}">
      ${message?.text}
    </div>`;
  }

  #renderTabs(): TemplateResult {
    return html`<div class="row tabs" role="group" aria-label="details">
      ${PANELS.map(
        (name) =>
          html`<button
            data-panel=${name}
            aria-expanded=${this.panel === name ? "true" : "false"}
            @click=${() => (this.panel = this.panel === name ? null : name)}
          >
            ${name}
          </button>`,
      )}
    </div>`;
  }

  #renderPanel(name: PanelName, snapshot: Snapshot): TemplateResult {
    const context: PanelContext = {
      snapshot,
      connection: this.connection,
      enabled: this.connected && this.connection !== null,
      learner: this.learner,
      open: (panel, learner) => {
        this.learner = learner;
        this.panel = panel;
      },
    };
    return html`<div class="panel">${renderPanel(name, context)}</div>`;
  }

  #askCancel(snapshot: Snapshot): void {
    const jobs = snapshot.jobs.running + snapshot.jobs.pending;
    this.#ask({
      question: {
        text: `Cancel ${countOf(jobs, "job")} (${String(snapshot.jobs.running)} running, ${String(snapshot.jobs.pending)} pending) and end the run?`,
        yes: "yes, cancel",
        no: "no, go on",
      },
      confirmed: () => this.#do("cancel", {}, () => "The run is cancelled."),
    });
  }

  #askCleanup(): void {
    this.#ask({
      question: {
        text: "Remove the job scripts and logs of this run? The learners' data stays.",
        yes: "yes, remove",
        no: "no, keep",
        option: "also logs that were moved away before",
      },
      confirmed: (oldLogs) => this.#do("cleanup", { oldLogs }, () => "Scripts and logs are removed."),
    });
  }

  #ask(pending: Pending): void {
    this.message = null;
    this.pending = pending;
  }

  async #answered(pending: Pending, { detail }: AnswerEvent): Promise<void> {
    this.pending = null;
    if (detail.confirmed) await pending.confirmed(detail.option);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".actions button:not(:disabled)")?.focus();
  }

  #load(): Promise<void> {
    return this.#do("loadLearners", {}, ({ loaded, missing }) => {
      const rest = missing === 0 ? "" : `; ${countOf(missing, "learner")} had no file that could be read`;
      return `Loaded ${countOf(loaded, "learner")}${rest}.`;
    });
  }

  async #do<Method extends ScreenMethod>(
    method: Method,
    params: ScreenMethods[Method]["params"],
    done: (result: ScreenMethods[Method]["result"]) => string,
  ): Promise<void> {
    if (this.connection === null) return;
    this.busy = true;
    this.message = { text: "Working…", isError: false };
    try {
      this.message = { text: done(await this.connection.call(method, params)), isError: false };
    } catch (error) {
      this.message = { text: toError(error).message, isError: true };
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    theme,
    controls,
    learnerBarStyles,
    figuresStyles,
    problemsStyles,
    css`
      section {
        padding: 4px 2px;
      }
      .heading {
        margin-bottom: 4px;
      }
      .heading strong {
        font-size: 1.1em;
      }
      .state {
        padding: 0 8px;
        border: 1px solid currentColor;
        border-radius: 9px;
      }
      .disconnected {
        margin-bottom: 6px;
        padding: 4px 8px;
        border: 1px solid var(--as-line);
        border-left: 3px solid var(--as-waiting);
        background: var(--as-raised);
      }
      .message:empty {
        display: none;
      }
      .message {
        margin: 4px 0;
      }
      .tabs {
        margin-top: 8px;
      }
      .tabs [aria-expanded="true"] {
        border-color: var(--as-accent);
        box-shadow: inset 0 -2px var(--as-accent);
      }
      .panel {
        margin-top: 6px;
      }
    `,
  ];
}

function renderHeading(snapshot: Snapshot): TemplateResult {
  return html`<div class="row heading">
    <strong>${snapshot.jobName}</strong>
    <span class="state" role="status" data-status=${snapshot.status}>${snapshot.status}</span>
    <span>${snapshot.scheduler}</span>
    <span class="faint">${formatSeconds(elapsedSeconds(snapshot))} · ${snapshot.runFolder}</span>
  </div>`;
}

function renderDisconnected(snapshot: Snapshot): TemplateResult {
  return html`<div class="disconnected" role="alert">
    <strong>The kernel is gone.</strong> This is the state of ${formatTime(snapshot.at)}; jobs go on without
    it. Run <code>(await RunManager.attach(${JSON.stringify(snapshot.runFolder)})).info()</code> in a new
    kernel to have the run back.
  </div>`;
}
