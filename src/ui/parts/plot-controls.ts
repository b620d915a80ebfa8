import { css, html, nothing, type TemplateResult } from "lit";
import type { PlotControl } from "../../plot/plot-control.js";
import { formatNumber } from "../../protocol/index.js";

/** Tells whether a value that came from afar is a list of controls that can be drawn. */
export function isControls(value: unknown): value is readonly PlotControl[] {
  return Array.isArray(value) && value.every(isControl);
}

function isControl(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { kind, key, label, value: chosen, options, min, max, step } = value as Record<string, unknown>;
  if (typeof key !== "string" || typeof label !== "string" || !Number.isFinite(chosen)) return false;
  return kind === "select" ? Array.isArray(options) : [min, max, step].every(Number.isFinite);
}

/** Draws what can be chosen of a picture. `choose` hears each change, also while a slider is dragged. */
export function renderPlotControls(
  controls: readonly PlotControl[],
  enabled: boolean,
  choose: (key: string, value: number) => void,
): TemplateResult | typeof nothing {
  if (controls.length === 0) return nothing;
  // Keys pressed here are not the notebook's.
  return html`<div
    class="row choices"
    role="group"
    aria-label="what is shown"
    @keydown=${(event: Event) => event.stopPropagation()}
  >
    ${controls.map((control) =>
      control.kind === "select"
        ? renderSelect(control, enabled, choose)
        : renderRange(control, enabled, choose),
    )}
  </div>`;
}

function renderSelect(
  { key, label, options, value }: Extract<PlotControl, { kind: "select" }>,
  enabled: boolean,
  choose: (key: string, value: number) => void,
): TemplateResult {
  return html`<label
    >${label}
    <select
      name=${key}
      ?disabled=${!enabled}
      .value=${String(value)}
      @change=${({ target }: Event) => choose(key, (target as HTMLSelectElement).selectedIndex)}
    >
      ${options.map((option, i) => html`<option value=${i} ?selected=${i === value}>${option}</option>`)}
    </select></label
  >`;
}

function renderRange(
  { key, label, min, max, step, value }: Extract<PlotControl, { kind: "range" }>,
  enabled: boolean,
  choose: (key: string, value: number) => void,
): TemplateResult {
  return html`<label
    >${label}
    <input
      type="range"
      name=${key}
      min=${min}
      max=${max}
      step=${step === 1 ? 1 : "any"}
      aria-valuetext=${formatNumber(value)}
      .value=${String(value)}
      ?disabled=${!enabled}
      @input=${({ target }: Event) => choose(key, Number((target as HTMLInputElement).value))}
      @keydown=${(event: KeyboardEvent) => stepBy(event, { key, min, max, step, value }, choose)}
    /><output>${formatNumber(value)}</output></label
  >`;
}

/** With the step "any", which the mouse needs, an arrow key would move by 1. */
function stepBy(
  event: KeyboardEvent,
  { key, min, max, step, value }: { key: string; min: number; max: number; step: number; value: number },
  choose: (key: string, value: number) => void,
): void {
  const steps: Record<string, number> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  const by = steps[event.key];
  if (by === undefined) return;
  event.preventDefault();
  choose(key, Math.min(max, Math.max(min, value + by * step)));
}

/** Styles of {@link renderPlotControls}. */
export const plotControlsStyles = css`
  .choices {
    margin: 4px 0;
  }
  .choices label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .choices input[type="range"] {
    padding: 0;
    width: 12em;
    accent-color: var(--as-accent);
  }
  .choices output {
    min-width: 4em;
    font-variant-numeric: tabular-nums;
  }
`;
