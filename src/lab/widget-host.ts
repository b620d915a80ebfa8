import {
  DOMWidgetModel,
  DOMWidgetView,
  type IJupyterWidgetRegistry,
  type WidgetView,
} from "@jupyter-widgets/base";
import { PageConfig } from "@jupyterlab/coreutils";
import type { InitializeContext, RenderContext, WidgetModel } from "../widget/index.js";

/** What a widget's module exports (https://anywidget.dev/en/afm). */
interface WidgetModule {
  readonly initialize?: (context: InitializeContext) => unknown;
  readonly render?: (context: RenderContext) => unknown;
}

const modules = new WeakMap<object, Promise<WidgetModule>>();

/** Tells whether this page has the real anywidget. */
export function hasAnywidget(): boolean {
  const extensions = JSON.parse(PageConfig.getOption("federated_extensions") || "[]") as { name?: string }[];
  return extensions.some(({ name }) => name === "anywidget") && !PageConfig.Extension.isDisabled("anywidget");
}

/**
 * Hosts widgets that are modules with `initialize` and `render`, where anywidget is not installed.
 *
 * It offers what our widget needs of anywidget's contract, under anywidget's name.
 */
export function registerHost(registry: IJupyterWidgetRegistry): void {
  registry.registerWidget({
    name: "anywidget",
    version: "0.0.0",
    exports: { AnyModel: HostModel, AnyView: HostView },
  });
}

class HostModel extends DOMWidgetModel {
  override initialize(attributes: never, options: never): void {
    super.initialize(attributes, options);
    // A module starts once for each model; views wait for it.
    const loaded = load(this.get("_esm") as string).then(async (module) => {
      await module.initialize?.({ model: asModel(this) });
      return module;
    });
    loaded.catch(() => undefined);
    modules.set(this, loaded);
  }
}

class HostView extends DOMWidgetView {
  #stop: unknown;

  override render(): void {
    super.render();
    void this.#draw();
  }

  override remove(): ReturnType<WidgetView["remove"]> {
    if (typeof this.#stop === "function") (this.#stop as () => void)();
    return super.remove();
  }

  async #draw(): Promise<void> {
    try {
      addStyle(this.model.get("_css") as string | null);
      const module = await modules.get(this.model);
      this.#stop = await module?.render?.({ model: asModel(this.model), el: this.el });
    } catch (error) {
      this.el.textContent = `The widget could not be drawn: ${String(error)}`;
    }
  }
}

async function load(source: string): Promise<WidgetModule> {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    const loaded = (await import(/* webpackIgnore: true */ url)) as { default?: WidgetModule } & WidgetModule;
    return loaded.default ?? loaded;
  } finally {
    URL.revokeObjectURL(url);
  }
}

const adapters = new WeakMap<object, WidgetModel>();

/** The same model always gives the same object, because modules keep things by it. */
function asModel(model: object): WidgetModel {
  const known = adapters.get(model);
  if (known !== undefined) return known;
  const host = model as DOMWidgetModel;
  const adapter: WidgetModel = {
    get: (key) => host.get(key) as unknown,
    send: (content, callbacks, buffers) => host.send(content as never, callbacks as never, buffers as never),
    on: (event, listener) => void host.on(event, listener),
    off: (event, listener) => void host.off(event, listener),
  };
  adapters.set(model, adapter);
  return adapter;
}

const styles = new Set<string>();

function addStyle(css: string | null): void {
  if (css === null || css === "" || styles.has(css)) return;
  styles.add(css);
  const element = document.createElement("style");
  element.textContent = css;
  document.head.append(element);
}
