import { defineElements, tagOf, type PlotView, type RunView } from "../ui/index.js";
import type { InitializeContext, RenderContext, WidgetModel } from "./model.js";
import { hideCopy } from "./hide-copy.js";
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

/** Draws one view of a run, or of a live plot, into `el`. Returns what takes it away. */
export function render({ model, el }: RenderContext): () => void {
  defineElements();
  const client = clientOf(model);
  // Keys pressed in the view are not the notebook's: "d" twice would delete the cell.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const { view, stop } = model.get("kind") === "plot" ? makePlot(model, client) : makeRun(client);
  // The static copy below is never newer. Where this attribute is understood, its place goes too.
  const showCopy = hideCopy(model.get("copy"));
  el.setAttribute("data-adaptive-scheduler-live", "");
  el.append(view);
  return () => {
    stop();
    showCopy();
    el.removeAttribute("data-adaptive-scheduler-live");
    view.remove();
  };
}

interface View {
  readonly view: HTMLElement;
  readonly stop: () => void;
}

function makeRun(client: RunClient): View {
  const view = document.createElement(tagOf("run")) as RunView;
  view.connection = client.requests;
  const stop = client.follow(({ snapshot, connected }) => {
    view.snapshot = snapshot;
    view.connected = connected;
  });
  return { view, stop };
}

function makePlot(model: WidgetModel, client: RunClient): View {
  const view = document.createElement(tagOf("plot")) as PlotView;
  view.connection = client.requests;
  const stop = client.follow(({ connected }) => {
    view.enabled = connected;
    view.version = Number(model.get("version"));
  });
  return { view, stop };
}

function clientOf(model: WidgetModel): RunClient {
  const known = clients.get(model);
  if (known !== undefined) return known;
  const client = new RunClient(model);
  clients.set(model, client);
  return client;
}
