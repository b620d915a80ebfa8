import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import {
  formatClock,
  formatCount,
  formatTime,
  type LogLine,
  type LogQuery,
  type LogsReply,
} from "../../protocol/index.js";
import type { Connection } from "../connection.js";
import { Loader } from "../loader.js";
import { Pace } from "../pace.js";
import { isErrorLine, logText } from "../parts/log-text.js";
import { controls, theme } from "../styles.js";

const PAGE = 200;
const REFRESH_MS = 1000;
const TYPING_MS = 250;

type Sort = "time" | "job";

/** Shows the jobs' logs: searched, filtered, sorted, and followed as they grow. */
export class LogView extends LitElement {
  static override properties = {
    connection: { attribute: false },
    version: { attribute: false },
    enabled: { attribute: false },
    jobId: { attribute: false },
    status: { state: true },
    search: { state: true },
    sort: { state: true },
    follow: { state: true },
    limit: { state: true },
  };
  declare connection: Connection | null;
  /** Grows when there may be new lines. */
  declare version: number;
  declare enabled: boolean;
  /** Only this job's log; null for all. */
  declare jobId: string | null;
  declare private status: LogQuery["status"];
  declare private search: string;
  declare private sort: Sort;
  declare private follow: boolean;
  declare private limit: number;
  readonly #loader = new Loader<LogsReply>(this);
  readonly #pace = new Pace(this, () => void this.#load(), REFRESH_MS);
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.connection = null;
    this.version = 0;
    this.enabled = true;
    this.jobId = null;
    this.status = null;
    this.search = "";
    this.sort = "time";
    this.follow = true;
    this.limit = PAGE;
  }

  override willUpdate(changed: PropertyValues): void {
    const asked = ["connection", "jobId", "status", "limit"].some((key) => changed.has(key));
    if (asked) void this.#load();
    else if (changed.has("version") && this.follow && this.enabled) this.#pace.touch();
  }

  override updated(): void {
    const box = this.renderRoot.querySelector(".lines");
    if (this.follow && this.sort === "time" && box !== null) box.scrollTop = box.scrollHeight;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
  }

  override render(): TemplateResult {
    const { state } = this.#loader;
    return html`
      ${this.#renderControls()}
      ${
        state.status === "error"
          ? html`<p class="error" role="alert">
              The logs could not be read: ${state.error.message}
              <button ?disabled=${!this.enabled} @click=${() => void this.#load()}>try again</button>
            </p>`
          : nothing
      }
      ${
        state.last === null
          ? html`<p class="faint" role="status">${state.status === "error" ? nothing : "Loading…"}</p>`
          : this.#renderLines(state.last)
      }
    `;
  }

  #renderControls(): TemplateResult {
    const value = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;
    const chooseStatus = (event: Event): void => {
      const status = value(event);
      this.status = status === "running" || status === "failed" ? status : null;
    };
    const type = (event: Event): void => {
      this.search = value(event);
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => void this.#load(), TYPING_MS);
    };
    return html`<div class="row" @keydown=${(event: Event) => event.stopPropagation()}>
      <label
        >logs of
        <select name="status" ?disabled=${!this.enabled} @change=${chooseStatus}>
          <option value="">all jobs</option>
          <option value="running">only running</option>
          <option value="failed">only failed</option>
        </select></label
      >
      <label
        >sort by
        <select
          name="sort"
          @change=${(event: Event) => (this.sort = value(event) === "job" ? "job" : "time")}
        >
          <option value="time">time</option>
          <option value="job">job</option>
        </select></label
      >
      <label
        >search
        <input type="search" name="search" ?disabled=${!this.enabled} .value=${this.search} @input=${type}
      /></label>
      <label
        ><input
          type="checkbox"
          name="follow"
          .checked=${this.follow}
          @change=${(event: Event) => (this.follow = (event.target as HTMLInputElement).checked)}
        />
        follow</label
      >
      ${
        this.jobId === null
          ? nothing
          : html`<span>job ${this.jobId} <button @click=${() => this.#allJobs()}>all jobs</button></span>`
      }
    </div>`;
  }

  #renderLines({ total, lines }: LogsReply): TemplateResult {
    if (lines.length === 0) return html`<p class="faint empty">No log has such a line.</p>`;
    const shown =
      this.sort === "time" ? lines : [...lines].sort((a, b) => a.jobId.localeCompare(b.jobId) || a.at - b.at);
    return html`
      <div class="row faint">
        <span>the last ${formatCount(lines.length)} of ${formatCount(total)} lines</span>
        ${
          total > lines.length
            ? html`<button
                ?disabled=${!this.enabled}
                @click=${() => (this.limit = Math.min(1000, this.limit + PAGE))}
              >
                more
              </button>`
            : nothing
        }
      </div>
      <div class="lines" tabindex="0" role="log" aria-label="log lines" aria-live="off">
        <ol>
          ${shown.map((line) => this.#renderLine(line, lines.at(-1)!.at))}
        </ol>
      </div>
    `;
  }

  #renderLine(line: LogLine, now: number): TemplateResult {
    return html`<li class=${isErrorLine(line) ? "bad" : ""}>
      <time title=${formatTime(line.at)}>${line.at === 0 ? "" : formatClock(line.at, now)}</time>
      <button class="link" title="only this job" @click=${() => this.#onlyJob(line.jobId)}>
        ${line.jobId}
      </button>
      <span class="faint">${line.node}</span>
      <span class="text">${logText(line)}</span>
    </li>`;
  }

  #onlyJob(jobId: string): void {
    this.jobId = jobId;
  }

  #allJobs(): void {
    this.jobId = null;
  }

  async #load(): Promise<void> {
    const { connection, status, search, jobId, limit } = this;
    if (connection === null || !this.enabled) return;
    this.#pace.done();
    const query = { status, jobId, search: search === "" ? null : search, offset: 0, limit };
    await this.#loader.run((signal) => connection.call("logs", query, signal));
  }

  static override styles = [
    theme,
    controls,
    css`
      .lines {
        margin: 4px 0 0;
        padding: 4px;
        max-height: 24em;
        overflow: auto;
        border: 1px solid var(--as-line);
        background: var(--as-ground);
        font-family: var(--jp-code-font-family, ui-monospace, monospace);
        font-size: var(--jp-code-font-size, 12px);
      }
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .text {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .bad {
        border-left: 3px solid var(--as-failed);
        padding-left: 4px;
      }
    `,
  ];
}
