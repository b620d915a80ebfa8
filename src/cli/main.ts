#!/usr/bin/env node
import { defineCommand, runMain, type ArgsDef } from "citty";
import { attachCommand } from "./attach-command.js";
import { cancelCommand } from "./cancel-command.js";
import { installCommand, uninstallCommand } from "./install-commands.js";
import { logsCommand } from "./logs-command.js";
import { statusCommand } from "./status-command.js";
import { unknownOption } from "./unknown-option.js";

const subCommands = {
  status: statusCommand,
  logs: logsCommand,
  cancel: cancelCommand,
  attach: attachCommand,
  install: installCommand,
  uninstall: uninstallCommand,
};

const [name = "", ...words] = process.argv.slice(2);
const command = new Map<string, { readonly args?: unknown }>(Object.entries(subCommands)).get(name);
const wrong = command === undefined ? null : unknownOption(name, words, command.args as ArgsDef);
if (wrong !== null) {
  console.error(wrong);
  process.exitCode = 1;
} else {
  await runMain(
    defineCommand({
      meta: {
        name: "adaptive-scheduler",
        description: "Look at runs from a shell, and put the JupyterLab extension in place",
      },
      subCommands,
    }),
  );
}
