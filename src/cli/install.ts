import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AdaptiveSchedulerError } from "../protocol/index.js";

/** Name of the extension, and of its folder. */
const EXTENSION = "adaptive-scheduler";

/** Which Jupyter to install into; at most one of the first three. */
export interface InstallOptions {
  /** Into the environment of `python`. */
  readonly sysPrefix?: boolean;
  /** Into the user's own Jupyter folder. */
  readonly user?: boolean;
  /** Into this environment. */
  readonly prefix?: string;
  /** Program whose environment `sysPrefix` means. @defaultValue "python3" */
  readonly python?: string;
  /** Environment variables. @defaultValue process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Puts the prebuilt JupyterLab extension into a Jupyter prefix, in place of an older one. Returns its folder.
 *
 * Without a choice: the active virtual or conda environment if there is one, else the user's own folder.
 */
export function installExtension(options: InstallOptions = {}): string {
  const source = fileURLToPath(new URL("../labextension", import.meta.url));
  if (!existsSync(join(source, "package.json"))) {
    throw new AdaptiveSchedulerError(
      "not-built",
      `The extension is not built: ${source} is missing. Run \`npm run build\` first.`,
    );
  }
  const folder = extensionFolder(options);
  refuseForeign(folder);
  const fresh = `${folder}.${String(process.pid)}.new`;
  mkdirSync(fresh, { recursive: true });
  try {
    cpSync(source, fresh, { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Takes the extension away. Returns its folder, or null when it was not there. */
export function uninstallExtension(options: InstallOptions = {}): string | null {
  const folder = extensionFolder(options);
  if (!existsSync(folder)) return null;
  refuseForeign(folder);
  rmSync(folder, { recursive: true });
  return folder;
}

/** Gives the folder in which the extension of a prefix stands. */
export function extensionFolder(options: InstallOptions): string {
  return join(dataFolder(options), "labextensions", EXTENSION);
}

function dataFolder({
  sysPrefix,
  user,
  prefix,
  python = "python3",
  env = process.env,
}: InstallOptions): string {
  const chosen = [sysPrefix === true, user === true, prefix !== undefined].filter(Boolean).length;
  if (chosen > 1) {
    throw new AdaptiveSchedulerError("bad-option", "Choose one of --sys-prefix, --user and --prefix.");
  }
  if (prefix !== undefined) return join(resolve(prefix), "share", "jupyter");
  const active = env["VIRTUAL_ENV"] ?? env["CONDA_PREFIX"];
  if (sysPrefix === true || (user !== true && active !== undefined)) {
    return join(prefixOf(python), "share", "jupyter");
  }
  if (env["JUPYTER_DATA_DIR"] !== undefined) return env["JUPYTER_DATA_DIR"];
  const home = env["HOME"] ?? homedir();
  if (process.platform === "darwin") return join(home, "Library", "Jupyter");
  return join(env["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "jupyter");
}

function prefixOf(python: string): string {
  try {
    return execFileSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).trim();
  } catch (cause) {
    throw new AdaptiveSchedulerError(
      "no-python",
      `The environment of "${python}" could not be found: name its program with --python, or its folder with --prefix.`,
      { cause },
    );
  }
}

/** A folder of this name that somebody else made is neither replaced nor removed. */
function refuseForeign(folder: string): void {
  if (!existsSync(folder)) return;
  let name: unknown;
  try {
    name = (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: unknown }).name;
  } catch {
    name = undefined;
  }
  if (name === EXTENSION) return;
  throw new AdaptiveSchedulerError(
    "foreign-folder",
    `${folder} is not this extension: remove it by hand if it may go.`,
  );
}
