import { defineCommand, type ArgsDef } from "citty";
import { sentenceOnError } from "./command-line.js";
import { installExtension, uninstallExtension, type InstallOptions } from "./install.js";

const args = {
  "sys-prefix": { type: "boolean", description: "Into the environment of --python" },
  user: { type: "boolean", description: "Into your own Jupyter folder" },
  prefix: { type: "string", description: "Into the environment at this folder" },
  python: { type: "string", description: "Python whose environment --sys-prefix means", default: "python3" },
} as const satisfies ArgsDef;

interface Given {
  readonly "sys-prefix"?: boolean;
  readonly user?: boolean;
  readonly prefix?: string;
  readonly python: string;
}

/** `install`: puts the JupyterLab extension in place. */
export const installCommand = defineCommand({
  meta: { name: "install", description: "Put the JupyterLab extension into a Jupyter environment" },
  args,
  run: ({ args: given }) =>
    sentenceOnError(() => {
      const folder = installExtension(toOptions(given));
      console.log(`Installed the JupyterLab extension into ${folder}. Reload JupyterLab's page.`);
    }),
});

/** `uninstall`: takes the JupyterLab extension away. */
export const uninstallCommand = defineCommand({
  meta: { name: "uninstall", description: "Take the JupyterLab extension out of a Jupyter environment" },
  args,
  run: ({ args: given }) =>
    sentenceOnError(() => {
      const folder = uninstallExtension(toOptions(given));
      console.log(folder === null ? "The extension is not installed there." : `Removed ${folder}.`);
    }),
});

function toOptions({ "sys-prefix": sysPrefix, user, prefix, python }: Given): InstallOptions {
  return { sysPrefix, user, prefix, python };
}
