// Bundles the programs that run outside the notebook, each into one file: the worker and the manager process.
import { join } from "node:path";
import { build } from "esbuild";
import { bundleWorker, copyAddons, zeromqPlugin } from "./bundle-worker.mjs";
import { root } from "./project.mjs";

async function bundleManager() {
  const folder = join(root, "lib/manager");
  await build({
    entryPoints: [join(root, "src/manager/main.ts")],
    outfile: join(folder, "manager.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    minify: true,
    keepNames: true,
    legalComments: "none",
    logLevel: "warning",
    external: ["*.node"],
    // The bundle's own place is known from __dirname.
    define: { "import.meta.url": "undefined" },
    plugins: [zeromqPlugin],
  });
  copyAddons(folder);
}

export async function bundlePrograms() {
  await Promise.all([bundleWorker(), bundleManager()]);
}
