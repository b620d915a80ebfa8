// The module that a page loads: anywidget wants both functions as one default export.
import { initialize, render } from "./run-widget.js";

export default { initialize, render };
