import { html, type TemplateResult } from "lit";

/** What {@link renderLearnerField} shows and does. */
export interface LearnerField {
  readonly index: number;
  /** Learners in all. */
  readonly total: number;
  readonly enabled: boolean;
  readonly choose: (index: number) => void;
}

/** Draws what chooses a learner by its number: a field, and steps to its neighbours. */
export function renderLearnerField({ index, total, enabled, choose }: LearnerField): TemplateResult {
  const last = Math.max(0, total - 1);
  const type = ({ target }: Event): void => {
    const field = target as HTMLInputElement;
    const typed = Math.floor(Number(field.value));
    const chosen = Number.isFinite(typed) ? Math.min(Math.max(0, typed), last) : index;
    field.value = String(chosen);
    if (chosen !== index) choose(chosen);
  };
  const step = (by: -1 | 1, label: string, sign: string): TemplateResult =>
    html`<button
      aria-label=${label}
      title=${label}
      ?disabled=${!enabled || index + by < 0 || index + by > last}
      @click=${() => choose(index + by)}
    >
      ${sign}
    </button>`;
  return html`<div
    class="row"
    style="margin-bottom: 4px"
    @keydown=${(event: Event) => event.stopPropagation()}
  >
    <label
      >learner
      <input
        type="number"
        name="learner"
        style="width: 7em"
        min="0"
        max=${last}
        .value=${String(index)}
        ?disabled=${!enabled}
        @change=${type}
    /></label>
    ${step(-1, "previous learner", "‹")}${step(1, "next learner", "›")}
    <span class="faint">of ${total}, numbered from 0</span>
  </div>`;
}
