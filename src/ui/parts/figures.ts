import { css, html, type TemplateResult } from "lit";
import { describeFigures, type Snapshot } from "../../protocol/index.js";

/** Draws all figures of a run as terms with their values. */
export function renderFigures(snapshot: Snapshot): TemplateResult {
  return html`<dl class="figures">
    ${describeFigures(snapshot).map(
      ({ key, label, text, help }) =>
        html`<div data-figure=${key} title=${help}>
          <dt>${label}</dt>
          <dd>${text}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Styles of {@link renderFigures}. */
export const figuresStyles = css`
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(15.5em, 1fr));
    gap: 2px 16px;
    margin: 8px 0;
  }
  .figures div {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    border-bottom: 1px solid var(--as-line);
  }
  .figures dt {
    color: var(--as-faint);
    white-space: nowrap;
  }
  .figures dd {
    margin: 0;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    text-align: right;
    white-space: nowrap;
  }
`;
