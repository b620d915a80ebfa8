// A pool of two processes and a function of no cost: points a second through Runner.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { captureFunctions, writeFunctions } from "../../../lib/capture/index.js";
import { Learner1D } from "../../../lib/learner/index.js";
import { door } from "../../../lib/runner/door.js";
import { PoolExecutor, processMembers, runLoop, Attempts } from "../../../lib/runner/index.js";

const BUNDLE = fileURLToPath(new URL("../../../lib/worker/worker.cjs", import.meta.url));
const n = process.argv.includes("--full") ? 200_000 : 50_000;
const folder = mkdtempSync(join(tmpdir(), "pool-"));
const make = () => new Learner1D((x) => x + 0.0001 / (0.0001 + x * x), { bounds: [-1, 1] });

async function run(pool, goal) {
  const learner = make();
  const signal = new AbortController().signal;
  const startedAt = performance.now();
  const isDone = () => learner.npoints >= goal;
  await runLoop({ learner, isDone, executor: pool, ntasks: null, attempts: new Attempts(0, true), signal });
  return goal / ((performance.now() - startedAt) / 1000);
}

try {
  await writeFunctions(folder, captureFunctions([{ learner: make() }], { door }));
  const shipped = { folder, index: 0 };
  const pool = new PoolExecutor({ cores: 2, start: processMembers(BUNDLE), shipped });
  // Both are up, as the peer's pool is before it is measured.
  await run(pool, 200);
  await pool.use(shipped);
  const rates = [];
  for (let round = 0; round < 3; round++) {
    rates.push(await run(pool, n));
    await pool.use(shipped);
  }
  await pool.close();
  console.log(
    JSON.stringify({
      name: "processes executor of 2, function of no cost",
      unit: "points/s",
      n,
      value: Math.max(...rates),
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
