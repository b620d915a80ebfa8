import { randomUUID } from "node:crypto";
import type { Comm, CommEvent, CommHub } from "../comm/hub.js";
import { putBuffers, splitBuffers } from "./buffers.js";

// The widget messaging protocol, version 2.1 (ipywidgets, packages/schema/messages.md).

const WIDGET_TARGET = "jupyter.widget";
const CONTROL_TARGET = "jupyter.widget.control";
const METADATA = { version: "2.1.0" };

/** Mime type under which a front end shows a view of a model. */
export const VIEW_MIME = "application/vnd.jupyter.widget-view+json";

type State = Record<string, unknown>;

/** What a model tells its owner. */
export interface ModelEvents {
  /** A message of a view, with its buffers. */
  onCustom?(content: Readonly<Record<string, unknown>>, buffers: readonly Uint8Array[]): void;
  /** Fields that a view has changed. */
  onChange?(changed: Readonly<State>): void;
}

/** Models by hub, so that a reloaded page gets all of them back in one answer. */
const modelsOf = new WeakMap<CommHub, Map<string, WidgetModel>>();

/**
 * Is the kernel's half of a widget: a state that every view of it mirrors, and messages both ways.
 */
export class WidgetModel {
  readonly id = randomUUID().replaceAll("-", "");
  readonly #state: State;
  readonly #comm: Comm;
  readonly #models: Map<string, WidgetModel>;
  readonly #events: ModelEvents;

  constructor(hub: CommHub, state: Readonly<State>, events: ModelEvents = {}) {
    this.#state = { ...state };
    this.#events = events;
    this.#models = modelsOf.get(hub) ?? serveModels(hub);
    this.#models.set(this.id, this);
    this.#comm = hub.open(WIDGET_TARGET, toPayload(state), this.id);
    this.#comm.onMessage = (event) => this.#handle(event);
    this.#comm.onClose = () => this.#models.delete(this.id);
  }

  /** The whole state. */
  get state(): Readonly<State> {
    return this.#state;
  }

  /** Whether a view can still hear it. */
  get isOpen(): boolean {
    return this.#models.get(this.id) === this;
  }

  /** Changes fields, here and in all views. */
  set(patch: Readonly<State>): void {
    Object.assign(this.#state, patch);
    this.#comm.send(toPayload(patch, "update"));
  }

  /** Sends a message to all views. */
  send(content: object, buffers: readonly ArrayBufferView[] = []): void {
    this.#comm.send({ data: { method: "custom", content }, metadata: METADATA, buffers });
  }

  /** The mime bundle entry that shows a view. */
  get view(): Readonly<Record<string, unknown>> {
    return { [VIEW_MIME]: { version_major: 2, version_minor: 0, model_id: this.id } };
  }

  /** Ends the widget; its views say so. Safe to call twice. */
  close(): void {
    this.#models.delete(this.id);
    this.#comm.close();
  }

  #handle({ data, buffers }: CommEvent): void {
    switch (data["method"]) {
      case "update": {
        const changed = (data["state"] ?? {}) as State;
        putBuffers(changed, (data["buffer_paths"] ?? []) as (string | number)[][], buffers);
        Object.assign(this.#state, changed);
        // Other pages that show the widget learn of the change through the echo.
        this.#comm.send(toPayload(changed, "echo_update"));
        return this.#events.onChange?.(changed);
      }
      case "request_state":
        return this.#comm.send(toPayload(this.#state, "update"));
      case "custom":
        return this.#events.onCustom?.((data["content"] ?? {}) as State, buffers);
      default:
    }
  }
}

function toPayload(state: Readonly<State>, method?: string) {
  const { value, paths, buffers } = splitBuffers(state);
  // A binary field travels as its buffer alone.
  const binary = new Set(paths.filter(({ path }) => path.length === 1).map(({ path }) => path[0]));
  const rest = Object.fromEntries(Object.entries(value as State).filter(([key]) => !binary.has(key)));
  const data = {
    ...(method === undefined ? {} : { method }),
    state: rest,
    buffer_paths: paths.map((place) => place.path),
  };
  return { data, metadata: METADATA, buffers };
}

function serveModels(hub: CommHub): Map<string, WidgetModel> {
  const models = new Map<string, WidgetModel>();
  modelsOf.set(hub, models);
  hub.serve(CONTROL_TARGET, (comm) => {
    comm.onMessage = ({ data }) => {
      if (data["method"] === "request_states") comm.send(allStates(models));
    };
  });
  return models;
}

function allStates(models: ReadonlyMap<string, WidgetModel>) {
  const states = Object.fromEntries(
    [...models.values()].map(({ id, state }) => [
      id,
      {
        model_name: state["_model_name"],
        model_module: state["_model_module"],
        model_module_version: state["_model_module_version"],
        state,
      },
    ]),
  );
  const { value, paths, buffers } = splitBuffers(states);
  return {
    data: { method: "update_states", states: value, buffer_paths: paths.map((p) => p.path) },
    buffers,
  };
}
