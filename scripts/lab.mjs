// npm run lab: opens the quickstart in JupyterLab, with the live widget and the sidebar.
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { build, buildExtension } from "./build.mjs";
import { environments, installPackages, installPython } from "./install.mjs";
import { root, run, runMain } from "./project.mjs";

await runMain(async () => {
  const environment = environments.user;
  await Promise.all([installPackages(), installPython(environment, "Python environment with JupyterLab")]);
  await build();
  await buildExtension(environment);
  await run(process.execPath, [join(root, "lib/cli/main.js"), "install", "--prefix", environment.folder], {
    sentence: "The JupyterLab extension could not be installed",
  });
  const work = join(root, "data/lab");
  mkdirSync(work, { recursive: true });
  const notebook = join(work, "quickstart.ipynb");
  // A copy of one's own to play with; changes to it are kept.
  if (!existsSync(notebook)) copyFileSync(join(root, "examples/quickstart.ipynb"), notebook);
  const args = [
    "lab",
    "--ServerApp.ip=127.0.0.1",
    // No question about news over the notebook that is to be seen.
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ...process.argv.slice(2),
    notebook,
  ];
  const child = spawn(join(environment.folder, "bin/jupyter"), args, { cwd: work, stdio: "inherit" });
  process.on("SIGINT", () => undefined);
  child.on("close", (code) => (process.exitCode = code ?? 0));
});
