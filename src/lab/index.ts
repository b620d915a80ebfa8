import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ILayoutRestorer } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { IJupyterWidgetRegistry } from "@jupyter-widgets/base";
import { notifyEnd } from "./notify.js";
import { RunsPanel } from "./panel.js";
import { Runs } from "./runs.js";
import { COMMANDS, IRuns } from "./tokens.js";
import { hasAnywidget, registerHost } from "./widget-host.js";

const runs: JupyterFrontEndPlugin<IRuns> = {
  id: "adaptive-scheduler:runs",
  description: "Follows the runs of all tslab kernels.",
  autoStart: true,
  provides: IRuns,
  activate: (app) => new Runs(app.serviceManager),
};

const panel: JupyterFrontEndPlugin<void> = {
  id: "adaptive-scheduler:panel",
  description: "Lists the runs in the sidebar.",
  autoStart: true,
  requires: [IRuns],
  optional: [ILayoutRestorer, ICommandPalette],
  activate: (app, model: IRuns, restorer: ILayoutRestorer | null, palette: ICommandPalette | null) => {
    const widget = new RunsPanel(model, notebookOpener(app));
    app.shell.add(widget, "left", { rank: 900, type: "Adaptive Scheduler" });
    restorer?.add(widget, widget.id);
    app.commands.addCommand(COMMANDS.openPanel, {
      label: "Show Adaptive Scheduler Runs",
      describedBy: { args: { type: "object", properties: {} } },
      execute: () => app.shell.activateById(widget.id),
    });
    palette?.addItem({ command: COMMANDS.openPanel, category: "Adaptive Scheduler" });
  },
};

const notifications: JupyterFrontEndPlugin<void> = {
  id: "adaptive-scheduler:notifications",
  description: "Tells when a run ends.",
  autoStart: true,
  requires: [IRuns],
  optional: [ISettingRegistry],
  activate: async (app, model: IRuns, registry: ISettingRegistry | null) => {
    const open = notebookOpener(app);
    const settings = await registry?.load(notifications.id).catch(() => undefined);
    model.ended.connect((_, run) => {
      if (settings?.get("onEnd").composite !== false) notifyEnd(run, open);
    });
  },
};

const widgets: JupyterFrontEndPlugin<void> = {
  id: "adaptive-scheduler:widgets",
  description: "Hosts the live view of a run where anywidget is not installed.",
  autoStart: true,
  optional: [IJupyterWidgetRegistry],
  activate: (_, registry: IJupyterWidgetRegistry | null) => {
    if (registry !== null && !hasAnywidget()) registerHost(registry);
  },
};

function notebookOpener(app: JupyterFrontEnd): (path: string) => void {
  return (path) => void app.commands.execute("docmanager:open", { path });
}

export { IRuns } from "./tokens.js";
const plugins = [runs, panel, notifications, widgets];
export default plugins;
