#!/usr/bin/env node
import { defineCommand, runMain } from "citty";
import { attachCommand } from "./attach-command.js";
import { cancelCommand } from "./cancel-command.js";
import { installCommand, uninstallCommand } from "./install-commands.js";
import { logsCommand } from "./logs-command.js";
import { statusCommand } from "./status-command.js";

await runMain(
  defineCommand({
    meta: {
      name: "adaptive-scheduler",
      description: "Look at runs from a shell, and put the JupyterLab extension in place",
    },
    subCommands: {
      status: statusCommand,
      logs: logsCommand,
      cancel: cancelCommand,
      attach: attachCommand,
      install: installCommand,
      uninstall: uninstallCommand,
    },
  }),
);
