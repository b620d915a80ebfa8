export type { Bytes } from "./decode-reply.js";
export type { InitializeContext, RenderContext, WidgetModel } from "./model.js";
export { Requests } from "./requests.js";
export { initialize, render } from "./run-widget.js";
