export { commSupport, TRIED_TSLAB_VERSIONS, type CommSupport } from "./comm/install.js";
export { CommHub, type Comm, type CommEvent, type CommPayload } from "./comm/hub.js";
export { displayRun, displayStatic, type Shown } from "./display.js";
export { showOutput, type MimeBundle, type Output } from "./output.js";
export { announceRun } from "./runs.js";
export { snapshotHtml } from "./static/snapshot-html.js";
export type { Terminal } from "./terminal.js";
export { WidgetModel, type ModelEvents } from "./widget/model.js";
