import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { controls, theme } from "../styles.js";

/** What a question looks like; `option` adds a tick box. */
export interface Question {
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly option?: string;
}

/** Says what was chosen; `confirmed` false for "no" and Escape. */
export type AnswerEvent = CustomEvent<{ readonly confirmed: boolean; readonly option: boolean }>;

/**
 * Asks before something is destroyed, in place and not in a window of its own.
 *
 * The keyboard starts on "no", Escape means no, and Tab stays between the answers.
 *
 * @fires answer - {@link AnswerEvent}
 */
export class ConfirmBar extends LitElement {
  static override properties = { question: { attribute: false }, ticked: { state: true } };
  declare question: Question | null;
  declare private ticked: boolean;

  constructor() {
    super();
    this.question = null;
    this.ticked = false;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>(".no")?.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const { question } = this;
    if (question === null) return nothing;
    return html`<div
      role="alertdialog"
      aria-modal="false"
      aria-labelledby="question"
      class="row"
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
    >
      <span id="question">${question.text}</span>
      ${
        question.option === undefined
          ? nothing
          : html`<label
              ><input
                type="checkbox"
                .checked=${this.ticked}
                @change=${(event: Event) => (this.ticked = (event.target as HTMLInputElement).checked)}
              />
              ${question.option}</label
            >`
      }
      <button class="yes danger" @click=${() => this.#answer(true)}>${question.yes}</button>
      <button class="no" @click=${() => this.#answer(false)}>${question.no}</button>
    </div>`;
  }

  #onKey(event: KeyboardEvent): void {
    // A notebook has keys of its own: those pressed here are ours.
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#answer(false);
  }

  #answer(confirmed: boolean): void {
    const detail = { confirmed, option: this.ticked };
    this.dispatchEvent(new CustomEvent("answer", { detail }) satisfies AnswerEvent);
  }

  static override styles = [
    theme,
    controls,
    css`
      [role="alertdialog"] {
        margin: 6px 0;
        padding: 6px 8px;
        border: 1px solid var(--as-failed);
        border-radius: 3px;
        background: var(--as-raised);
      }
    `,
  ];
}
