import { escapeHtml } from "./escape-html.js";

/** Writes facts with their names as an HTML table that a saved notebook keeps. */
export function factsHtml(facts: readonly (readonly [name: string, value: string])[]): string {
  const rows = facts.map(
    ([name, value]) =>
      `<tr><th scope="row" style="text-align:left;font-weight:normal;opacity:.75;padding:1px 16px 1px 0">${escapeHtml(name)}</th>` +
      `<td style="text-align:left;padding:1px 0"><b>${escapeHtml(value)}</b></td></tr>`,
  );
  return `<table style="margin:0;font-size:13px">${rows.join("")}</table>`;
}
