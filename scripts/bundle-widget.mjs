// Bundles the browser's half of the widget, with the elements, Lit and the plots, into one module.
import { build } from "esbuild";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { root, runMain } from "./project.mjs";

/** Writes lib/widget/bundle.js. Returns its size, gzipped, in bytes. */
export async function bundleWidget() {
  const outfile = join(root, "lib/widget/bundle.js");
  await build({
    entryPoints: [join(root, "lib/widget/module.js")],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
  });
  return gzipSync(readFileSync(outfile), { level: 9 }).length;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runMain(async () => {
    console.log(`lib/widget/bundle.js: ${String(await bundleWidget())} bytes gzipped`);
  });
}
