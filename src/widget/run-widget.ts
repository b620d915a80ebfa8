import { defineElements, tagOf, type RunView } from "../ui/index.js";
import type { InitializeContext, RenderContext, WidgetModel } from "./model.js";
import { RunClient } from "./run-client.js";

const clients = new WeakMap<WidgetModel, RunClient>();

/** Begins to follow a model, before its first view. Returns what ends it. */
export function initialize({ model }: InitializeContext): () => void {
  const client = clientOf(model);
  return () => {
    clients.delete(model);
    client.close();
  };
}

/** Draws one view of a run into `el`. Returns what takes it away. */
export function render({ model, el }: RenderContext): () => void {
  defineElements();
  const client = clientOf(model);
  const view = document.createElement(tagOf("run")) as RunView;
  view.connection = client.requests;
  // Keys pressed in the view are not the notebook's: "d" twice would delete the cell.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const stop = client.follow(({ snapshot, connected }) => {
    view.snapshot = snapshot;
    view.connected = connected;
  });
  // While this is set, the style of the widget hides the static copy below, which is never newer.
  el.setAttribute("data-adaptive-scheduler-live", "");
  el.append(view);
  return () => {
    stop();
    el.removeAttribute("data-adaptive-scheduler-live");
    view.remove();
  };
}

function clientOf(model: WidgetModel): RunClient {
  const known = clients.get(model);
  if (known !== undefined) return known;
  const client = new RunClient(model);
  clients.set(model, client);
  return client;
}
