import type { CommHub } from "../comm/hub.js";
import { anywidgetState, type WidgetModule } from "./anywidget-state.js";
import { WidgetModel } from "./model.js";
import { answerPlot } from "./requests.js";

/** What a live plot shows, and when it has changed. */
export interface PlotSource {
  /** Describes the picture as it was chosen. */
  readonly describe: (choice: Readonly<Record<string, number>>) => unknown;
  /** Grows when there is something new to draw. */
  readonly version: () => number;
  /** Settles when nothing more will change. */
  readonly finished: Promise<unknown>;
}

/**
 * Makes the model of a live plot: its views are told when there is something new, and ask for the picture that was
 * chosen in them. It says so at most once in `intervalMs`.
 */
export function makePlotWidget(
  hub: CommHub,
  source: PlotSource,
  module: WidgetModule,
  intervalMs: number,
): WidgetModel {
  const model = new WidgetModel(
    hub,
    { ...anywidgetState(module, "plot"), version: source.version() },
    {
      onCustom: (content) => {
        void answerPlot(source.describe, content, (reply, buffers) => model.send(reply, buffers));
      },
    },
  );
  const tell = (): void => {
    const version = source.version();
    if (version !== model.state["version"]) model.set({ version });
  };
  const timer = setInterval(tell, intervalMs).unref();
  const end = (): void => {
    clearInterval(timer);
    tell();
  };
  source.finished.then(end, end);
  return model;
}
