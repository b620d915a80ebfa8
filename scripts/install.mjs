// Brings in what a checkout needs: npm packages from the lockfile, a Python environment inside the project,
// and the tslab kernelspec inside that environment. Each step is skipped when it is done already.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StepError, fingerprint, once, root, run, step } from "./project.mjs";

/** The two environments: JupyterLab for users; for the tests also the Python peers, to compare with. */
export const environments = {
  user: { folder: join(root, ".venv"), requirements: join(root, "scripts/requirements.txt") },
  test: { folder: join(root, ".venv-test"), requirements: join(root, "scripts/requirements-test.txt") },
};

export function pythonOf(environment) {
  return join(environment.folder, "bin/python");
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new StepError(`Node ${process.versions.node} is too old: this project needs Node 20.19 or newer.`);
}

export async function installPackages() {
  checkNode();
  const lock = join(root, "package-lock.json");
  await step("npm packages", () =>
    once("npm", `${fingerprint([lock])} ${process.version}`, join(root, "node_modules/.package-lock.json"), () =>
      run("npm", ["ci", "--no-audit", "--no-fund"], {
        sentence: "The npm packages could not be installed from the lockfile",
      }),
    ),
  );
}

function writeKernelspec(environment) {
  for (const [name, display, language] of [
    ["tslab", "TypeScript", "typescript"],
    ["jslab", "JavaScript", "javascript"],
  ]) {
    const folder = join(environment.folder, "share/jupyter/kernels", name);
    mkdirSync(folder, { recursive: true });
    const entry = join(root, "node_modules/tslab/bin/tslab");
    const argv = [process.execPath, entry, "kernel", "--config-path", "{connection_file}"];
    if (name === "jslab") argv.push("--js");
    writeFileSync(join(folder, "kernel.json"), JSON.stringify({ argv, display_name: display, language }, null, 2));
  }
}

export async function installPython(environment, title) {
  const python = process.env.PYTHON ?? "python3";
  const mark = `${fingerprint([environment.requirements])} ${root} ${process.execPath}`;
  await step(title, () =>
    once(environment.folder.split("/").at(-1), mark, pythonOf(environment), async () => {
      rmSync(environment.folder, { recursive: true, force: true });
      await run(python, ["-m", "venv", environment.folder], {
        sentence: "The Python environment could not be made; it needs Python 3.11 or newer with venv",
      });
      await run(pythonOf(environment), ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", environment.requirements], {
        sentence: "JupyterLab could not be installed into the project's Python environment",
      });
      writeKernelspec(environment);
    }),
  );
}
