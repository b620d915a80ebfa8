import { randomUUID } from "node:crypto";

/** The module that draws all widgets in the browser, as text. */
export interface WidgetModule {
  readonly esm: string;
  readonly css: string;
}

/** The state of a model that our module draws. Any version of anywidget will do: its contract is what it began with. */
export function anywidgetState({ esm, css }: WidgetModule, kind: "run" | "plot"): Record<string, unknown> {
  return {
    kind,
    copy: `adaptive-scheduler-copy-${randomUUID()}`,
    _model_module: "anywidget",
    _model_module_version: "*",
    _model_name: "AnyModel",
    _view_module: "anywidget",
    _view_module_version: "*",
    _view_name: "AnyView",
    _view_count: null,
    _anywidget_id: `adaptive-scheduler.${kind}`,
    _esm: esm,
    _css: css,
    _dom_classes: [],
    layout: null,
    tabbable: null,
    tooltip: null,
  };
}
