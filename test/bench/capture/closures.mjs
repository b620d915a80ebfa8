// One figure of capturing 10,000 closures that share a large array: seconds, bytes, arrays or revive.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureFunctions, writeFunctions } from "../../../lib/capture/index.js";
import { openFunctions } from "../../../lib/capture/revive/index.js";

const what = process.argv[2];
const n = 10_000;
const large = new Float64Array(what === "revive" ? 16 : 100 * 2 ** 17).fill(1.5);
const table = new Map(Array.from({ length: 1000 }, (_, i) => [`k${i}`, { i, v: [i, i + 1] }]));
let scale = 3;
const helper = (x) => x * scale + large[1] + table.get("k1").i;
const h = (x, c) => helper(x) + c.k;
const closures = (count) =>
  Array.from({ length: count }, (_, k) => ({ k, name: `c${k}` })).map((c) => (x) => h(x, c));

function seconds() {
  const start = performance.now();
  captureFunctions(closures(n));
  return (performance.now() - start) / 1000;
}

async function inFolder(count, work) {
  const folder = mkdtempSync(join(tmpdir(), "bench-capture-"));
  try {
    await writeFunctions(folder, captureFunctions(closures(count)));
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const size = (name) => (folder) => statSync(join(folder, name)).size;
const figures = {
  seconds: async () => [seconds(), "s"],
  bytes: async () => [
    ((await inFolder(n, size("records.bin"))) - (await inFolder(1, size("records.bin")))) / (n - 1),
    "bytes",
  ],
  arrays: async () => [await inFolder(n, size("arrays.bin")), "bytes"],
  revive: async () => [
    await inFolder(n, (folder) => {
      const start = performance.now();
      const functions = openFunctions(folder);
      if (functions.revive(n - 1)(2) !== closures(n).at(-1)(2)) throw new Error("not the same");
      functions.close();
      return (performance.now() - start) / 1000;
    }),
    "s",
  ],
};

const [value, unit] = await figures[what]();
console.log(JSON.stringify({ name: what, unit, n, value }));
