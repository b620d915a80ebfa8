import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Connection } from "../connection.js";
import { Loader } from "../loader.js";
import { Pace } from "../pace.js";
import { drawPlot } from "../parts/draw-plot.js";
import { renderLearnerField } from "../parts/learner-field.js";
import { isControls, plotControlsStyles, renderPlotControls } from "../parts/plot-controls.js";
import { controls, theme } from "../styles.js";

const REFRESH_MS = 2000;

/** What a kernel says of a picture; checked when it is drawn. */
interface Picture {
  readonly plot?: unknown;
  readonly controls?: unknown;
}

/**
 * Draws one learner as far as it has come, and again as it grows; what can be chosen of the picture stands above it.
 *
 * @fires learner-chosen - CustomEvent with the learner's number
 */
export class PlotView extends LitElement {
  static override properties = {
    connection: { attribute: false },
    version: { attribute: false },
    enabled: { attribute: false },
    index: { attribute: false },
    total: { attribute: false },
    choice: { state: true },
  };
  declare connection: Connection | null;
  /** Grows when there may be new points. */
  declare version: number;
  declare enabled: boolean;
  /** The learner. */
  declare index: number;
  /** Learners in all; null where there is one only, and none is chosen. */
  declare total: number | null;
  declare private choice: Readonly<Record<string, number>>;
  readonly #loader = new Loader<Picture>(this);
  readonly #pace = new Pace(this, () => void this.#load(), REFRESH_MS);
  /** A choice that came while a picture was on its way. */
  #isStale = false;

  constructor() {
    super();
    this.connection = null;
    this.version = 0;
    this.enabled = true;
    this.index = 0;
    this.total = null;
    this.choice = {};
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("index")) {
      this.#loader.reset();
      this.choice = {};
    }
    if (changed.has("connection") || changed.has("index")) void this.#load();
    else if (changed.has("version") && this.enabled) this.#pace.touch();
  }

  override render(): TemplateResult {
    const { state } = this.#loader;
    return html`
      ${this.#renderLearner()} ${this.#renderControls(state.last)}
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
          : this.#renderPlot(state.last)
      }
    `;
  }

  #renderLearner(): TemplateResult | typeof nothing {
    if (this.total === null) return nothing;
    const choose = (index: number): void => {
      this.index = index;
      this.dispatchEvent(new CustomEvent("learner-chosen", { detail: index }));
    };
    return renderLearnerField({ index: this.index, total: this.total, enabled: this.enabled, choose });
  }

  #renderControls(picture: Picture | null): unknown {
    const known = picture?.controls;
    if (!isControls(known)) return nothing;
    // A slider stays where it was put while its picture is on the way.
    const shown = known.map((control) => ({
      ...control,
      value: this.choice[control.key] ?? control.value,
    }));
    return renderPlotControls(shown, this.enabled, (key, value) => {
      this.choice = { ...this.choice, [key]: value };
      if (this.#loader.state.status === "loading") this.#isStale = true;
      else void this.#load();
    });
  }

  #renderPlot({ plot }: Picture): unknown {
    const drawn = drawPlot(plot, this.total === null ? "learner" : `learner ${String(this.index)}`);
    return (
      drawn ?? html`<p class="faint empty">This learner has no point yet, or nothing that can be drawn.</p>`
    );
  }

  async #load(): Promise<void> {
    const { connection, index, choice } = this;
    if (connection === null || !this.enabled) return;
    this.#pace.done();
    await this.#loader.run(
      async (signal) => (await connection.call("plot", { index, choice }, signal)) ?? {},
    );
    if (this.#takeStale()) await this.#load();
  }

  #takeStale(): boolean {
    const wasStale = this.#isStale;
    this.#isStale = false;
    return wasStale;
  }

  static override styles = [
    theme,
    controls,
    plotControlsStyles,
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
