// CPU that a kernel spends while it shows the widget of a run of 1,000 learners with its table open, in percent of a
// core: all of the kernel's, since what the widget adds to following the run is within the noise. A real run, kernel and
// comms; jobs that report several times a second keep every snapshot new.
import { startKernel } from "../../kernel-driver/index.ts";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Long enough that one collection of the compiler's large heap (half a second) does not decide.
const SECONDS = 90;
/** The page of an open table asks this often. */
const TABLE_MS = 2000;
const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

const START = `
import { Learner1D, Local, RunManager } from "adaptive-scheduler";
const learners = Array.from({ length: 1000 }, (_, k) =>
  new Learner1D(async (x: number) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return Math.tanh(20 * (x - k / 1000));
  }, { bounds: [0, 1] }),
);
const fnames = learners.map((_, k) => \`data/learner_\${k}\`);
const runManager = new RunManager(new Local({ cores: 2 }), learners, fnames, {
  jobName: "busy", goal: 1000, logInterval: 0.2, saveInterval: 1,
});
await runManager.start();`;

const cpuCell = (seconds) => `
let updates = 0;
const stop = runManager.view.onSnapshot(() => updates++);
const before = process.cpuUsage();
await new Promise((resolve) => setTimeout(resolve, ${seconds * 1000}));
const { user, system } = process.cpuUsage(before);
stop();
console.log(JSON.stringify({ cpu: (user + system) / 1e6 / ${seconds}, updates: updates / ${seconds} }));`;

/** Asks for the first page of the learners again and again, as an open table does. */
function openTable(kernel, comm_id) {
  let asked = 0;
  const timer = setInterval(() => {
    const content = {
      protocol: 1,
      request: `bench-${asked++}`,
      method: "rows",
      params: { table: "learners", offset: 0, limit: 25, status: null },
    };
    kernel.send("comm_msg", { comm_id, data: { method: "custom", content } });
  }, TABLE_MS);
  return () => clearInterval(timer);
}

async function run(kernel, code) {
  const cell = await kernel.run(code);
  if (cell.status !== "ok" || cell.stderr !== "") throw new Error(cell.stderr || cell.stdout);
  return cell;
}

const folder = mkdtempSync(join(tmpdir(), "bench-widget-"));
mkdirSync(join(folder, "node_modules"));
symlinkSync(repository, join(folder, "node_modules", "adaptive-scheduler"));
const kernel = await startKernel({ cwd: folder });
const measure = async () => JSON.parse((await run(kernel, cpuCell(SECONDS))).stdout.trim());
try {
  await run(kernel, START);
  await run(kernel, cpuCell(5));
  const without = await measure();
  const { displays } = await run(kernel, "runManager.info();");
  const view = displays.map((shown) => shown["application/vnd.jupyter.widget-view+json"]).find(Boolean);
  let replies = 0;
  kernel.onMessage(({ type, content }) => {
    if (type === "comm_msg" && content.data?.content?.reply !== undefined) replies++;
  });
  const closeTable = openTable(kernel, view.model_id);
  const shown = await measure();
  closeTable();
  await run(kernel, "await runManager.cancel();");
  if (shown.updates < 3) throw new Error(`The run was not busy: ${shown.updates} snapshots a second.`);
  if (replies < SECONDS / 4) throw new Error(`The table got ${replies} answers.`);
  const value = 100 * shown.cpu;
  console.error(JSON.stringify({ without, shown, replies }));
  console.log(JSON.stringify({ value, unit: "% of a core", n: 1000 }));
} finally {
  await kernel.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
