// zeromq's native addon, for programs that are bundled into one file: it lies beside the bundle.
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.mjs";

/** Addons to ship: name beside the bundle, and where zeromq keeps it (N-API: good for any Node; those made for glibc
 * 2.25, not 2.38). */
const ADDONS = {
  "zeromq-linux-x64-glibc.node": "linux/x64/node/glibc-127-Release",
  "zeromq-linux-x64-musl.node": "linux/x64/node/musl-127-Release",
  "zeromq-linux-arm64-glibc.node": "linux/arm64/node/glibc-127-Release",
  "zeromq-linux-arm64-musl.node": "linux/arm64/node/musl-127-Release",
  "zeromq-darwin-x64-libc.node": "darwin/x64/node/libc-115-Release",
  "zeromq-darwin-arm64-libc.node": "darwin/arm64/node/libc-115-Release",
};

const LOADER = `
const { platform, arch } = process;
const load = (libc) => require(__dirname + "/zeromq-" + platform + "-" + arch + "-" + libc + ".node");
let addon;
if (platform !== "linux") addon = load("libc");
else try { addon = load("glibc"); } catch (error) { try { addon = load("musl"); } catch { throw error; } }
exports.__esModule = true;
exports.default = addon;
`;

/** Makes zeromq load its addon from beside the bundle, without looking for it. */
export const zeromqPlugin = {
  name: "zeromq-addon",
  setup({ onLoad }) {
    onLoad({ filter: /zeromq[\\/]lib[\\/]load-addon\.js$/ }, () => ({ contents: LOADER, loader: "js" }));
  },
};

/** Copies zeromq's addons into a folder: all, or those of one platform (`linux-x64`). */
export function copyAddons(folder, only = "") {
  for (const [name, place] of Object.entries(ADDONS)) {
    if (!name.startsWith(`zeromq-${only}`)) continue;
    const source = join(root, "node_modules/zeromq/build", place, "addon.node");
    if (existsSync(source)) copyFileSync(source, join(folder, name));
  }
}
