// Milliseconds from the click on "yes, cancel" in a real JupyterLab until the first job is told to end: through the page,
// the server, the kernel, the manager. The middle one of several runs.
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBrowser } from "../../browser/chromium.ts";
import { startJupyter } from "../../e2e/jupyter.ts";
import { openNotebook } from "../../e2e/notebook-page.ts";

const RUNS = 7;
const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

const cell = (k) => `
import { Learner1D, Local, RunManager } from "adaptive-scheduler";
const learners${k} = Array.from({ length: 4 }, () => new Learner1D(async (x: number) => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return x;
}, { bounds: [0, 1] }));
const run${k} = new RunManager(new Local({ cores: 2 }), learners${k}, learners${k}.map((_, i) => \`data/${k}_\${i}\`), {
  jobName: "run${k}", goal: 100000,
});
await run${k}.start();
run${k}.info();`;

/** When the first job of a run was told to end; a file says so. */
function toldAt(folder) {
  const told = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".cancel")) : [];
  return told.length === 0 ? null : Math.min(...told.map((name) => statSync(join(folder, name)).mtimeMs));
}

async function cancelOnce(notebook, folder, k) {
  await notebook.run(k);
  const widget = notebook.widget(k);
  await widget.locator("[data-figure=jobsRunning] dd", { hasText: "2" }).waitFor();
  await widget.locator("[data-action=cancel]").click();
  const yes = widget.getByRole("alertdialog").locator(".yes");
  await yes.evaluate((button) => {
    const note = () => (globalThis.clickedAt = performance.timeOrigin + performance.now());
    button.addEventListener("click", note, { capture: true, once: true });
  });
  await yes.click();
  await widget.locator("[data-status=cancelled]").waitFor();
  const clickedAt = await notebook.page.evaluate(() => globalThis.clickedAt);
  return toldAt(join(folder, "runs", `run${k}`, "jobs", "local")) - clickedAt;
}

const [browser, jupyter] = await Promise.all([startBrowser({ width: 1280, height: 900 }), startJupyter()]);
try {
  mkdirSync(join(jupyter.folder, "node_modules"));
  symlinkSync(repository, join(jupyter.folder, "node_modules", "adaptive-scheduler"));
  const cells = Array.from({ length: RUNS }, (_, k) => cell(k));
  await jupyter.writeNotebook("cancel.ipynb", cells);
  const notebook = await openNotebook(browser.context, jupyter.notebookUrl("cancel.ipynb"));
  const times = [];
  for (let k = 0; k < RUNS; k++) times.push(await cancelOnce(notebook, jupyter.folder, k));
  const sorted = times.map((time) => Math.round(time)).sort((a, b) => a - b);
  console.error(sorted.join(" "));
  console.log(JSON.stringify({ value: sorted[RUNS >> 1], unit: "ms", n: RUNS }));
} finally {
  await browser.close();
  await jupyter.close();
}
