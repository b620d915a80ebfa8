import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { installExtension } from "../../lib/cli/install.js";
import { repository, testPython } from "../kernel-driver/index.js";

/** A JupyterLab of its own: configuration, kernels and notebooks in a folder that goes with it. */
export interface Jupyter {
  /** Folder of the notebooks. */
  readonly folder: string;
  /** Address of a notebook in JupyterLab. */
  notebookUrl(name: string): string;
  writeNotebook(name: string, cells: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link startJupyter}. */
export interface JupyterOptions {
  /** Whether the page has the real anywidget. @defaultValue true */
  readonly anywidget?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** The user's settings, by plugin: `"package:plugin"`. */
  readonly settings?: Readonly<Record<string, object>>;
}

const TOKEN = "test-token";

/** Starts JupyterLab with our extension and the tslab kernel. */
export async function startJupyter(options: JupyterOptions = {}): Promise<Jupyter> {
  const home = await mkdtemp(join(tmpdir(), "jupyter-"));
  const folder = join(home, "notebooks");
  const data = join(home, "share", "jupyter");
  await Promise.all([mkdir(folder), mkdir(join(home, "tmp"))]);
  await writeKernel(data);
  await writePageConfig(home, options.anywidget ?? true);
  await writeSettings(home, options.settings ?? {});
  installExtension({ prefix: home });
  const child = spawn(
    join(dirname(testPython()), "jupyter-lab"),
    [
      "--no-browser",
      "--allow-root",
      "--ip=127.0.0.1",
      "--port=0",
      `--IdentityProvider.token=${TOKEN}`,
      `--ServerApp.root_dir=${folder}`,
      "--LabApp.expose_app_in_browser=True",
      "--LabApp.extension_manager=readonly",
      "--LabApp.news_url=None",
      "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ],
    {
      env: {
        ...process.env,
        ...options.env,
        HOME: home,
        JUPYTER_CONFIG_DIR: join(home, "config"),
        JUPYTER_DATA_DIR: data,
        JUPYTER_RUNTIME_DIR: join(home, "runtime"),
      },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const address = await addressOf(child);
  return {
    folder,
    notebookUrl: (name) => `${address}/lab/tree/${name}?token=${TOKEN}&reset`,
    writeNotebook: (name, cells) => writeFile(join(folder, name), JSON.stringify(notebook(cells))),
    close: async () => {
      await shutDownKernels(address);
      await end(child);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function writeKernel(data: string): Promise<void> {
  const spec = join(data, "kernels", "tslab");
  await mkdir(spec, { recursive: true });
  const tslab = join(repository, "node_modules", "tslab", "bin", "tslab");
  const argv = [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"];
  await writeFile(
    join(spec, "kernel.json"),
    JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }),
  );
}

async function writePageConfig(home: string, anywidget: boolean): Promise<void> {
  const folder = join(home, "config", "labconfig");
  await mkdir(folder, { recursive: true });
  const disabledExtensions = { "@jupyterlab/apputils-extension:announcements": true, anywidget: !anywidget };
  await writeFile(join(folder, "page_config.json"), JSON.stringify({ disabledExtensions }));
}

async function writeSettings(home: string, settings: Readonly<Record<string, object>>): Promise<void> {
  for (const [id, values] of Object.entries(settings)) {
    const [name, plugin] = id.split(":") as [string, string];
    const folder = join(home, "config", "lab", "user-settings", name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${plugin}.jupyterlab-settings`), JSON.stringify(values));
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on("line", (line) => {
      said += `${line}\n`;
      const found = /(http:\/\/127\.0\.0\.1:\d+)\/lab/.exec(line);
      if (found !== null) resolve(found[1]!);
    });
    child.on("exit", () => reject(new Error(`JupyterLab ended:\n${said}`)));
    child.on("error", reject);
  });
}

/** A kernel outlives its server otherwise. */
async function shutDownKernels(address: string): Promise<void> {
  const headers = { Authorization: `token ${TOKEN}` };
  const reply = await fetch(`${address}/api/kernels`, { headers });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`JupyterLab does not list its kernels: ${reply.status} ${text}`);
  const kernels = JSON.parse(text) as { id: string }[];
  await Promise.all(
    kernels.map(({ id }) =>
      fetch(`${address}/api/kernels/${id}`, {
        method: "DELETE",
        headers,
        signal: AbortSignal.timeout(20_000),
      }),
    ),
  ).catch(() => undefined);
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const hard = setTimeout(() => child.kill("SIGKILL"), 10_000);
    child.once("exit", () => {
      clearTimeout(hard);
      resolve();
    });
    child.kill("SIGTERM");
  });
}

function notebook(cells: readonly string[]): object {
  return {
    cells: cells.map((source, i) => ({
      cell_type: "code",
      id: `cell-${String(i)}`,
      execution_count: null,
      metadata: {},
      outputs: [],
      source,
    })),
    metadata: {
      kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
      language_info: { name: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
