import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Connection } from "../connection.js";
import { Loader } from "../loader.js";
import { Pace } from "../pace.js";
import { drawPlot } from "../parts/draw-plot.js";
import { renderLearnerField } from "../parts/learner-field.js";
import { controls, theme } from "../styles.js";

const REFRESH_MS = 2000;

/** Draws one learner as far as it has come, and again as its file grows. */
export class PlotView extends LitElement {
  static override properties = {
    connection: { attribute: false },
    version: { attribute: false },
    enabled: { attribute: false },
    index: { attribute: false },
    total: { attribute: false },
  };
  declare connection: Connection | null;
  /** Grows when there may be new points. */
  declare version: number;
  declare enabled: boolean;
  /** The learner. */
  declare index: number;
  /** Learners in all. */
  declare total: number;
  readonly #loader = new Loader<{ readonly description: unknown }>(this);
  readonly #pace = new Pace(this, () => void this.#load(), REFRESH_MS);

  constructor() {
    super();
    this.connection = null;
    this.version = 0;
    this.enabled = true;
    this.index = 0;
    this.total = 0;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("index")) this.#loader.reset();
    if (changed.has("connection") || changed.has("index")) void this.#load();
    else if (changed.has("version") && this.enabled) this.#pace.touch();
  }

  override render(): TemplateResult {
    const { state } = this.#loader;
    return html`
      ${renderLearnerField({
        index: this.index,
        total: this.total,
        enabled: this.enabled,
        choose: (index) => (this.index = index),
      })}
      ${
        state.status === "error"
          ? html`<p class="error" role="alert">
              The learner could not be drawn: ${state.error.message}
              <button ?disabled=${!this.enabled} @click=${() => void this.#load()}>try again</button>
            </p>`
          : nothing
      }
      ${
        state.last === null
          ? html`<p class="faint" role="status">${state.status === "error" ? nothing : "Loading…"}</p>`
          : this.#renderPlot(state.last.description)
      }
    `;
  }

  #renderPlot(description: unknown): unknown {
    const drawn = drawPlot(description, `learner ${String(this.index)}`);
    return (
      drawn ?? html`<p class="faint empty">This learner has no point yet, or nothing that can be drawn.</p>`
    );
  }

  async #load(): Promise<void> {
    const { connection, index } = this;
    if (connection === null || !this.enabled) return;
    this.#pace.done();
    await this.#loader.run(async (signal) => ({
      description: await connection.call("plot", { index }, signal),
    }));
  }

  static override styles = [
    theme,
    controls,
    css`
      svg {
        max-width: 100%;
        height: auto;
        background: transparent;
      }
      figure {
        margin: 4px 0;
      }
    `,
  ];
}
