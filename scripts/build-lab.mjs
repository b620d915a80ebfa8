// Builds the prebuilt JupyterLab extension.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { cache, root, run, runMain } from "./project.mjs";

const NAME = "adaptive-scheduler";

/**
 * Writes lib/labextension, ready for `share/jupyter/labextensions/`.
 *
 * JupyterLab's builder shares every dependency of the package that it builds with the page, which would put
 * zeromq and execa into a browser. So it builds a package made here: the plugins and the elements in one
 * module, and JupyterLab's own packages as its only dependencies.
 * `jupyter labextension build` only starts the same builder, after a look for packages that are here already.
 */
export async function buildLab() {
  const folder = join(cache, "lab-package");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(root, "lib/lab/index.js")],
    outfile: join(folder, "index.js"),
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["@jupyterlab/*", "@jupyter-widgets/*", "@lumino/*"],
    legalComments: "none",
    logLevel: "warning",
  });
  for (const part of ["style", "schema"]) cpSync(join(root, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
  const output = join(root, "lib/labextension");
  rmSync(output, { recursive: true, force: true });
  const packages = join(root, "node_modules");
  const builder = join(packages, "@jupyter/builder/lib/build-labextension.js");
  const core = join(packages, "@jupyterlab/core-meta/core.package.json");
  await run(process.execPath, [builder, "--core-package-file", core, folder], {
    sentence: "JupyterLab's builder could not build the extension",
    cwd: folder,
  });
  cpSync(join(folder, "labextension"), output, { recursive: true });
  cpSync(join(root, "jupyter-config/install.json"), join(output, "install.json"));
}

function manifest() {
  const { version, description, license, devDependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return {
    name: NAME,
    version,
    description,
    license,
    main: "index.js",
    style: "style/index.css",
    styleModule: "style/index.js",
    keywords: ["jupyter", "jupyterlab", "jupyterlab-extension"],
    dependencies: { "@jupyter-widgets/base": devDependencies["@jupyter-widgets/base"] },
    devDependencies: { "@jupyter/builder": devDependencies["@jupyter/builder"] },
    jupyterlab: {
      extension: true,
      outputDir: "labextension",
      schemaDir: "schema",
      // Without ipywidgets in the page ours is used, so that the sidebar works there too.
      sharedPackages: { "@jupyter-widgets/base": { bundled: true, singleton: true } },
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(() => buildLab());
}
