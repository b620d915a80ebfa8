// Bundles the programs that run outside the notebook, each into one CommonJS file with zeromq's addons beside it: what
// runs in a job, lib/worker/worker.cjs, and the manager process, lib/manager/manager.cjs.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./project.mjs";
import { copyAddons, zeromqPlugin } from "./zeromq-addon.mjs";

async function bundleProgram(name, { folder = join(root, "lib", name), platform = "" } = {}) {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(root, "src", name, "main.ts")],
    outfile: join(folder, `${name}.cjs`),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    minify: true,
    // Errors and kinds of learners are told apart by the names of their classes.
    keepNames: true,
    legalComments: "none",
    logLevel: "warning",
    external: ["*.node"],
    define: { "import.meta.url": "bundleUrl" },
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    plugins: [zeromqPlugin],
  });
  copyAddons(folder, platform);
}

/** Bundles the worker into a folder, with the addons of all platforms or of one. Needs only the sources, not a build. */
export const bundleWorker = (options) => bundleProgram("worker", options);

export async function bundlePrograms() {
  await Promise.all([bundleProgram("worker"), bundleProgram("manager")]);
}
