import { css } from "lit";

/**
 * Colours and sizes of all elements: JupyterLab's, else VS Code's, else our own in light and dark.
 */
export const theme = css`
  :host {
    --as-text: var(--jp-ui-font-color1, var(--vscode-foreground, light-dark(#212121, #e6e6e6)));
    --as-faint: color-mix(in srgb, var(--as-text) 75%, var(--as-ground));
    --as-ground: var(--jp-layout-color1, var(--vscode-editor-background, light-dark(#fff, #1e1e1e)));
    --as-raised: var(--jp-layout-color2, var(--vscode-sideBar-background, light-dark(#f0f0f0, #2d2d2d)));
    --as-line: var(--jp-border-color2, var(--vscode-panel-border, light-dark(#d0d0d0, #484848)));
    --as-accent: var(--jp-brand-color1, var(--vscode-focusBorder, light-dark(#1565c0, #64b5f6)));
    --as-done: var(--jp-success-color1, light-dark(#2e7d32, #66bb6a));
    --as-running: var(--jp-brand-color1, light-dark(#1565c0, #64b5f6));
    --as-failed: var(--jp-error-color1, light-dark(#c62828, #ef7070));
    --as-waiting: color-mix(in srgb, var(--as-text) 45%, var(--as-ground));
    --as-size: var(--jp-ui-font-size1, 13px);
    display: block;
    color: var(--as-text);
    font-family: var(--jp-ui-font-family, system-ui, sans-serif);
    font-size: var(--as-size);
    line-height: 1.4;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  code,
  pre {
    font-family: var(--jp-code-font-family, ui-monospace, monospace);
    font-size: var(--jp-code-font-size, 12px);
  }
  .faint {
    color: var(--as-faint);
  }
  .error {
    color: color-mix(in srgb, var(--as-failed) 70%, var(--as-text));
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Buttons, fields and their focus. */
export const controls = css`
  button,
  select,
  input {
    font: inherit;
    color: inherit;
    background: var(--as-ground);
    border: 1px solid var(--as-line);
    border-radius: 3px;
    padding: 2px 8px;
    min-height: 26px;
  }
  input[type="checkbox"] {
    min-height: 0;
    accent-color: var(--as-accent);
  }
  button {
    cursor: pointer;
    background: var(--as-raised);
  }
  button:hover:not(:disabled) {
    border-color: var(--as-accent);
  }
  button:disabled,
  select:disabled,
  input:disabled {
    cursor: default;
    opacity: 0.55;
  }
  button.danger {
    border-color: var(--as-failed);
  }
  button.link {
    background: none;
    border: none;
    padding: 0 2px;
    min-height: 0;
    text-decoration: underline;
  }
  :focus-visible {
    outline: 2px solid var(--as-accent);
    outline-offset: 1px;
  }
`;
