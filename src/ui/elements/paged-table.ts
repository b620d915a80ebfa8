import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { formatCount } from "../../protocol/index.js";
import { Loader } from "../loader.js";
import { Pace } from "../pace.js";
import { controls, theme } from "../styles.js";

/** A column of a table: its heading, and what stands in a cell. */
export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => unknown;
  /** Numbers stand on the right. */
  readonly numeric?: boolean;
}

/** A page of rows, of `total` in all. */
export interface Page<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** Fetches a page. `filter` is the value of the chosen filter; null for all. */
export type FetchPage<Row> = (
  offset: number,
  limit: number,
  filter: string | null,
  signal: AbortSignal,
) => Promise<Page<Row>>;

const REFRESH_MS = 2000;

/**
 * Shows a table page by page, however long it is: only the rows on the screen are ever fetched.
 *
 * It fetches anew, at most every two seconds, when `version` changes.
 */
export class PagedTable extends LitElement {
  static override properties = {
    caption: {},
    columns: { attribute: false },
    fetchPage: { attribute: false },
    filters: { attribute: false },
    pageSize: { type: Number },
    version: { attribute: false },
    enabled: { attribute: false },
    offset: { state: true },
    filter: { state: true },
  };
  declare caption: string;
  declare columns: readonly Column<unknown>[];
  declare fetchPage: FetchPage<unknown> | null;
  declare filters: readonly string[];
  declare pageSize: number;
  /** Grows when the rows may have changed. */
  declare version: number;
  declare enabled: boolean;
  declare private offset: number;
  declare private filter: string | null;
  readonly #loader = new Loader<Page<unknown>>(this);
  readonly #pace = new Pace(this, () => void this.#load(), REFRESH_MS);

  constructor() {
    super();
    this.caption = "";
    this.columns = [];
    this.fetchPage = null;
    this.filters = [];
    this.pageSize = 25;
    this.version = 0;
    this.enabled = true;
    this.offset = 0;
    this.filter = null;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("fetchPage") && this.fetchPage !== changed.get("fetchPage")) void this.#load();
    else if (changed.has("version") && this.enabled) this.#pace.touch();
  }

  override render(): TemplateResult {
    const { state } = this.#loader;
    return html`
      ${this.#renderControls(state.last)}
      ${
        state.status === "error"
          ? html`<p class="error" role="alert">
              The table could not be fetched: ${state.error.message}
              <button ?disabled=${!this.enabled} @click=${() => void this.#load()}>try again</button>
            </p>`
          : nothing
      }
      ${
        state.last === null
          ? html`<p class="faint" role="status">${state.status === "error" ? nothing : "Loading…"}</p>`
          : this.#renderRows(state.last, state.status === "loading")
      }
    `;
  }

  #renderControls(page: Page<unknown> | null): TemplateResult {
    const total = page?.total ?? 0;
    const last = Math.max(0, Math.ceil(total / this.pageSize) - 1) * this.pageSize;
    const first = total === 0 ? 0 : Math.min(this.offset, last) + 1;
    const end = Math.min(total, this.offset + this.pageSize);
    const step = (label: string, sign: string, offset: number): TemplateResult =>
      html`<button
        aria-label=${label}
        title=${label}
        ?disabled=${!this.enabled || offset === this.offset}
        @click=${() => this.#go(offset)}
      >
        ${sign}
      </button>`;
    return html`<div class="row">
      ${this.filters.length === 0 ? nothing : this.#renderFilter()}
      <span class="pages"
        >${step("first page", "«", 0)} ${step("previous page", "‹", Math.max(0, this.offset - this.pageSize))}
        ${step("next page", "›", Math.min(last, this.offset + this.pageSize))}
        ${step("last page", "»", last)}</span
      >
      <span class="faint count" role="status"
        >${formatCount(first)}–${formatCount(end)} of ${formatCount(total)}</span
      >
    </div>`;
  }

  #renderFilter(): TemplateResult {
    const choose = (event: Event): void => {
      const { value } = event.target as HTMLSelectElement;
      this.filter = value === "" ? null : value;
      this.#go(0);
    };
    return html`<label
      >show
      <select ?disabled=${!this.enabled} @change=${choose}>
        <option value="">all</option>
        ${this.filters.map((filter) => html`<option value=${filter}>${filter}</option>`)}
      </select>
    </label>`;
  }

  #renderRows({ rows }: Page<unknown>, loading: boolean): TemplateResult {
    if (rows.length === 0) return html`<p class="faint empty">There is nothing to show.</p>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.caption}>
      <table aria-busy=${loading}>
        <caption class="hidden-text">
          ${this.caption}
        </caption>
        <thead>
          <tr>
            ${this.columns.map((column) => html`<th scope="col" class=${numeric(column)}>${column.label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${this.columns.map((column) => html`<td class=${numeric(column)}>${column.cell(row)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #go(offset: number): void {
    this.offset = offset;
    void this.#load();
  }

  async #load(): Promise<void> {
    const { fetchPage } = this;
    if (fetchPage === null || !this.enabled) return;
    this.#pace.done();
    await this.#loader.run((signal) => fetchPage(this.offset, this.pageSize, this.filter, signal));
  }

  static override styles = [
    theme,
    controls,
    css`
      .scroll {
        overflow: auto;
        max-height: 28em;
        margin-top: 4px;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-variant-numeric: tabular-nums;
      }
      th {
        position: sticky;
        top: 0;
        background: var(--as-raised);
        text-align: left;
        font-weight: 600;
      }
      th,
      td {
        padding: 2px 8px;
        border-bottom: 1px solid var(--as-line);
        vertical-align: top;
        overflow-wrap: break-word;
      }
      .number {
        text-align: right;
        white-space: nowrap;
      }
      .pages button {
        min-width: 28px;
      }
      time,
      .together {
        white-space: nowrap;
      }
      details[open] {
        min-width: 32em;
      }
      details pre {
        margin: 2px 0;
        white-space: pre-wrap;
      }
    `,
  ];
}

function numeric(column: Column<unknown>): string {
  return column.numeric === true ? "number" : "";
}
