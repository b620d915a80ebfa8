export { displayRun, displayStatic, type Shown } from "./display.js";
export { showOutput, type MimeBundle, type Output } from "./output.js";
export { snapshotHtml } from "./static/snapshot-html.js";
export { progressText, snapshotText } from "./static/snapshot-text.js";
export type { Terminal } from "./terminal.js";
