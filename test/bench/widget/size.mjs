// Kilobytes of the module that draws the widget, minified and gzipped, with the plots.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const bundle = readFileSync(new URL("../../../lib/widget/bundle.js", import.meta.url));
console.log(JSON.stringify({ value: gzipSync(bundle, { level: 9 }).length / 1000, unit: "kB" }));
