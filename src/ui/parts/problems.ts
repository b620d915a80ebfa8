import { css, html, nothing, type TemplateResult } from "lit";
import { countOf, formatTime, formatValue, type Problem, type Snapshot } from "../../protocol/index.js";

/** Draws what is wrong: the scheduler that does not answer, and learners that failed, alike ones together. */
export function renderProblems(snapshot: Snapshot): TemplateResult {
  const { problems, schedulerUnreachableSince: since } = snapshot;
  return html`
    ${
      since === null
        ? nothing
        : html`<div class="problem" role="status">
            <strong>The scheduler cannot be asked since ${formatTime(since)}.</strong>
            <div>Jobs go on; nothing is taken for dead until it answers again.</div>
          </div>`
    }
    ${problems.map(renderProblem)}
  `;
}

function renderProblem({ message, advice, count, examples }: Problem): TemplateResult {
  return html`<section class="problem" aria-label="problem">
    <strong class="error">${countOf(count, "learner")}: ${message}</strong>
    <div>${advice}</div>
    ${examples.map(
      ({ index, error }) =>
        html`<details>
          <summary>
            learner
            ${index}${error?.point === undefined ? nothing : html`, point ${formatValue(error.point)}`}
          </summary>
          <pre tabindex="0">${error === null ? "no stack is known" : error.stack}</pre>
        </details>`,
    )}
  </section>`;
}

/** Styles of {@link renderProblems}. */
export const problemsStyles = css`
  .problem {
    margin: 6px 0;
    padding: 4px 8px;
    border-left: 3px solid var(--as-failed);
    background: var(--as-raised);
    overflow-wrap: anywhere;
  }
  .problem pre {
    margin: 4px 0;
    max-height: 16em;
    overflow: auto;
    white-space: pre-wrap;
  }
  summary {
    cursor: pointer;
  }
`;
