import { css, html, type TemplateResult } from "lit";
import { countOf, formatCount, learnerBar, progressShare, type Snapshot } from "../../protocol/index.js";

/**
 * Draws the bar of learners with its words below: colour is never the only sign.
 *
 * @param isBrief whether states that no learner has get no word
 */
export function renderLearnerBar(snapshot: Snapshot, isBrief = false): TemplateResult {
  const parts = learnerBar(snapshot).filter(({ count }) => count > 0 || !isBrief);
  const percent = Math.floor(progressShare(snapshot) * 100);
  const words = parts.map((part) => `${formatCount(part.count)} ${part.status}`).join(", ");
  return html`
    <div
      class="bar"
      role="progressbar"
      aria-label="learners"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      aria-valuetext="${countOf(snapshot.learners.total, "learner")}: ${words}"
    >
      ${parts.map(
        (part) => html`<span class=${part.status} style="width:${(part.share * 100).toFixed(3)}%"></span>`,
      )}
    </div>
    <div class="row legend">
      <span>${countOf(snapshot.learners.total, "learner")}</span>
      ${parts.map(
        (part) =>
          html`<span class="key"
            ><i class=${part.status}></i>${formatCount(part.count)} ${part.status}</span
          >`,
      )}
    </div>
  `;
}

/** Styles of {@link renderLearnerBar}. */
export const learnerBarStyles = css`
  .bar {
    display: flex;
    height: 14px;
    overflow: hidden;
    border-radius: 3px;
    background: var(--as-raised);
  }
  .bar span {
    transition: width 0.25s;
  }
  @media (prefers-reduced-motion: reduce) {
    .bar span {
      transition: none;
    }
  }
  .legend {
    gap: 2px 14px;
    margin-top: 3px;
  }
  .key i {
    display: inline-block;
    width: 10px;
    height: 10px;
    margin-right: 5px;
    border-radius: 2px;
  }
  .done {
    background: var(--as-done);
  }
  .running {
    background: var(--as-running);
  }
  .failed {
    background: var(--as-failed);
  }
  .waiting {
    background: var(--as-waiting);
  }
`;
