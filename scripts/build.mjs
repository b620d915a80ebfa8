// Builds lib/: every folder of src/ with the TypeScript compiler, then the bundles that run elsewhere.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cache, filesBelow, fingerprint, once, root, run, runMain, step } from "./project.mjs";

const sources = () => [
  ...filesBelow(join(root, "src")),
  ...filesBelow(join(root, "style")),
  ...filesBelow(join(root, "schema")),
  ...filesBelow(join(root, "scripts")),
  join(root, "package.json"),
  join(root, "package-lock.json"),
  join(root, "tsconfig.base.json"),
];

async function buildAll() {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "-b", "--pretty", "false"], {
    sentence: "The TypeScript sources do not compile",
  });
  const { bundlePrograms } = await import("./bundle-programs.mjs");
  await bundlePrograms();
  const { bundleWidget } = await import("./bundle-widget.mjs");
  await bundleWidget();
}

export async function build() {
  await step("build", () => once("build", fingerprint(sources()), join(root, "lib/index.js"), buildAll));
}

/** The JupyterLab extension; needs the builder of a Python environment. */
export async function buildExtension(environment) {
  const { buildLab } = await import("./build-lab.mjs");
  const inputs = [
    ...filesBelow(join(root, "src")),
    ...filesBelow(join(root, "style")),
    ...filesBelow(join(root, "schema")),
  ];
  await step("JupyterLab extension", () =>
    once(
      "labextension",
      fingerprint([...inputs, join(root, "package.json")]),
      join(root, "lib/labextension/package.json"),
      () => buildLab({ jupyterBin: join(environment.folder, "bin") }),
    ),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    if (!existsSync(join(root, "node_modules"))) await (await import("./install.mjs")).installPackages();
    if (process.argv.includes("--force"))
      (await import("node:fs")).rmSync(cache, { recursive: true, force: true });
    await build();
  });
}
