#!/usr/bin/env node
import { defineCommand, runMain } from "citty";
import { installCommand, uninstallCommand } from "./install-commands.js";
import { cancelCommand, logsCommand, statusCommand } from "./run-commands.js";

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
      install: installCommand,
      uninstall: uninstallCommand,
    },
  }),
);
