// A real run in a real notebook: JupyterLab, the tslab kernel, a manager process and jobs, driven as a person does.
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startBrowser, type Browser } from "../browser/chromium.js";
import { repository } from "../kernel-driver/index.js";
import { startJupyter, type Jupyter } from "./jupyter.js";
import { kernelIdle, openNotebook, type NotebookPage } from "./notebook-page.js";
import { picturesOnFailure, takePicture, takeReadmePicture } from "./pictures.js";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** The cells that the README shows: the run, and having it back. */
const README_CELLS = [
  ...readFileSync(join(repository, "README.md"), "utf8").matchAll(/^```ts\n([^]*?)^```/gm),
]
  .slice(0, 2)
  .map(([, code]) => code!.trimEnd());

/** Fast learners, one that fails, and then slow ones, so that the run is there for as long as it is watched. */
const SIMULATION = [
  `import { Learner1D, Local, RunManager } from "adaptive-scheduler";

const solve = (k: number, x: number): number => {
  if (k === 1 && x > 0.4) throw new Error("singular matrix");
  return Math.tanh(20 * (x - k / 12)) + 0.1 * Math.sin(9 * x);
};
const learners = Array.from({ length: 12 }, (_, k) =>
  new Learner1D(async (x: number) => {
    await new Promise((resolve) => setTimeout(resolve, k < 3 ? 2 : 250));
    return solve(k, x);
  }, { bounds: [0, 1] }),
);`,
  `const fnames = learners.map((_, k) => \`data/simulation_\${k}\`);
const runManager = new RunManager(new Local({ cores: 3 }), learners, fnames, {
  jobName: "simulation",
  goal: 300,
  logInterval: 0.5,
  saveInterval: 0.5,
  jobManagerInterval: 1,
  maxFailsPerJob: 1,
});
await runManager.start();
runManager.info();`,
  `import { RunManager } from "adaptive-scheduler";
const again = await RunManager.attach("runs/simulation");
again.info();`,
  `console.log(learners.map((learner) => learner.npoints).join(" "));`,
];
const FAILING_LINE = "at solve (";

const POLL = { timeout: 45_000 };

let browser: Browser;
let jupyter: Jupyter;
let notebook: NotebookPage;
let page: Page;

const figure = (widget: Locator, key: string): Locator => widget.locator(`[data-figure=${key}] dd`);
const numberIn = async (widget: Locator, key: string): Promise<number> =>
  Number((await figure(widget, key).innerText()).replaceAll(",", ""));

/** Ids of the processes, manager and jobs, that work in a run's folder. */
function runProcesses(jobName: string): number[] {
  const folder = join(jupyter.folder, "runs", jobName);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function managerOf(jobName: string): number {
  const endpoint = readFileSync(join(jupyter.folder, "runs", jobName, "endpoint.json"), "utf8");
  return (JSON.parse(endpoint) as { pid: number }).pid;
}

async function useTheme(shown: Page, theme: string): Promise<void> {
  await shown.evaluate((name) => {
    const { jupyterapp } = globalThis as unknown as {
      jupyterapp: { commands: { execute(id: string, args: object): Promise<unknown> } };
    };
    return jupyterapp.commands.execute("apputils:change-theme", { theme: name });
  }, theme);
  await shown.locator(`body[data-jp-theme-name="${theme}"]`).waitFor({ state: "attached" });
}

beforeAll(async () => {
  [browser, jupyter] = await Promise.all([startBrowser({ width: 1280, height: 900 }), startJupyter()]);
  await mkdir(join(jupyter.folder, "node_modules"));
  await symlink(repository, join(jupyter.folder, "node_modules", "adaptive-scheduler"));
  await jupyter.writeNotebook("readme.ipynb", README_CELLS);
  await jupyter.writeNotebook("simulation.ipynb", SIMULATION);
});
afterAll(async () => {
  await browser.close();
  await jupyter.close();
});

describe("the README's cells", () => {
  beforeAll(async () => {
    notebook = await openNotebook(browser.context, jupyter.notebookUrl("readme.ipynb"));
    page = notebook.page;
  });
  test("run to the end", async () => {
    picturesOnFailure(browser);
    await notebook.run(0);
    const widget = notebook.widget(0);
    await takePicture(page, "readme-start");
    await widget.locator("[data-status=finished]").waitFor();
    expect(await numberIn(widget, "points")).toBe(8 * 201);
    await takePicture(page, "readme-finished");
    await notebook.run(1);
    await notebook.cell(1).locator(".jp-OutputArea-output svg").waitFor();
    await takePicture(page, "readme-attached");
    expect(notebook.faults).toEqual([]);
  });
});

describe("a run that takes its time", () => {
  let widget: Locator;
  beforeAll(async () => {
    notebook = await openNotebook(browser.context, jupyter.notebookUrl("simulation.ipynb"));
    page = notebook.page;
    await notebook.run(0);
    await notebook.run(1);
    widget = notebook.widget(1);
  });
  afterAll(() => expect(notebook.faults).toEqual([]));

  test("its numbers move", async () => {
    picturesOnFailure(browser);
    await widget.locator("[data-status=running]").waitFor();
    await figure(widget, "points").filter({ hasText: /[1-9]/ }).waitFor();
    const before = await numberIn(widget, "points");
    await expect.poll(() => numberIn(widget, "points"), POLL).toBeGreaterThan(before);
    await widget.getByText("2 done").waitFor();
    await widget.getByText("1 failed").waitFor();
    await figure(widget, "jobsRunning").filter({ hasText: "3" }).waitFor();
    await takePicture(page, "running");
  });

  test("a learner that fails has its stack, with the lines of the cell, and its log", async () => {
    picturesOnFailure(browser);
    const problem = widget.getByRole("region", { name: "problem" });
    await problem.locator("summary", { hasText: "learner 1, point 1" }).click();
    await problem.locator("pre", { hasText: FAILING_LINE }).waitFor();
    await openPanel("logs");
    await widget.locator("[name=status]").selectOption("failed");
    await widget.locator(".lines li.bad", { hasText: FAILING_LINE }).waitFor();
    await takePicture(page, "log-of-failure");
    await openPanel("learners");
    await widget.locator(".panel summary", { hasText: "failed: Error: singular matrix" }).click();
    await widget.locator("td pre", { hasText: FAILING_LINE }).waitFor();
    await takePicture(page, "stack");
  });

  test("tables of the database, the jobs, the queue and the results", async () => {
    picturesOnFailure(browser);
    await openPanel("learners");
    await widget.locator("tr", { hasText: "data/simulation_0" }).filter({ hasText: "done" }).waitFor();
    await takePicture(page, "learners");
    for (const name of ["jobs", "queue"]) {
      await openPanel(name);
      await expect.poll(() => widget.locator("tbody tr", { hasText: "running" }).count(), POLL).toBe(3);
      await takePicture(page, name);
    }
    await openPanel("results");
    await widget.locator(".count", { hasText: "1–25 of 300" }).waitFor();
    await widget.getByRole("button", { name: "next page" }).click();
    await widget.locator(".count", { hasText: "26–50" }).waitFor();
    await takePicture(page, "results");
  });

  test("the plot of a chosen learner grows", async () => {
    picturesOnFailure(browser);
    await openPanel("learners");
    await widget.locator("tr", { hasText: "running" }).last().getByText("plot").click();
    const dots = widget.locator(".panel svg circle");
    await dots.first().waitFor();
    const before = await dots.count();
    await expect.poll(() => dots.count(), POLL).toBeGreaterThan(before);
    await takePicture(page, "plot");
    await takeReadmePicture(widget, "widget");
  });

  test("learners are loaded into the notebook", async () => {
    picturesOnFailure(browser);
    await widget.locator("[data-action=load]").click();
    await widget.getByText(/Loaded \d+ learners/).waitFor();
    await takePicture(page, "loaded");
    await notebook.run(3);
    await notebook
      .cell(3)
      .locator(".jp-OutputArea-output")
      .filter({ hasText: /^300 1 300 [1-9]/ })
      .waitFor();
  });

  test("a reloaded page, and a second one, are live", async () => {
    picturesOnFailure(browser);
    await notebook.save();
    await page.reload();
    await kernelIdle(page, "simulation.ipynb");
    await widget.locator("[data-status=running]").waitFor();
    const second = await openNotebook(browser.context, jupyter.notebookUrl("simulation.ipynb"));
    for (const shown of [widget, second.widget(1)]) {
      await figure(shown, "points").filter({ hasText: /[1-9]/ }).waitFor();
      const before = await numberIn(shown, "points");
      await expect.poll(() => numberIn(shown, "points"), POLL).toBeGreaterThan(before);
    }
    await second.page.close();
  });

  test("cancel denied leaves all as it was", async () => {
    picturesOnFailure(browser);
    const before = runProcesses("simulation");
    await widget.locator("[data-action=cancel]").click();
    await widget.getByText("Cancel 3 jobs (3 running, 0 pending) and end the run?").waitFor();
    await takePicture(page, "cancel-asks");
    await page.keyboard.press("Escape");
    await widget.getByRole("alertdialog").waitFor({ state: "detached" });
    await widget.locator("[data-status=running]").waitFor();
    expect(runProcesses("simulation")).toEqual(before);
  });

  test("a restarted kernel is said; the run goes on, and attach has it back", async () => {
    picturesOnFailure(browser);
    const before = await numberIn(widget, "points");
    const manager = managerOf("simulation");
    await notebook.restartKernel();
    await widget.getByText("The kernel is gone.").waitFor();
    await takePicture(page, "kernel-gone");
    await notebook.run(2);
    const again = notebook.widget(2);
    await again.locator("[data-status=running]").waitFor();
    expect(await numberIn(again, "points")).toBeGreaterThan(before);
    expect(managerOf("simulation")).toBe(manager);
    const later = await numberIn(again, "points");
    await expect.poll(() => numberIn(again, "points"), POLL).toBeGreaterThan(later);
    await takePicture(page, "attached");
  });

  test("the sidebar lists the runs of both notebooks", async () => {
    picturesOnFailure(browser);
    await page.locator(".lm-TabBar-tab[data-id=adaptive-scheduler-runs]").click();
    const items = page.locator("adaptive-run-list-v1 li");
    await items.filter({ hasText: "readme.ipynb" }).locator("[data-status=finished]").waitFor();
    await items.filter({ hasText: "simulation.ipynb" }).locator("[data-status=running]").waitFor();
    expect(await items.count()).toBe(2);
    await takePicture(page, "sidebar");
    await takeReadmePicture(page.locator(".adaptive-scheduler-panel"), "sidebar", items.last());
  });

  test("in the dark", async () => {
    picturesOnFailure(browser);
    await useTheme(page, "JupyterLab Dark");
    widget = notebook.widget(2);
    await openPanel("plot");
    await widget.locator("[name=learner]").fill("4");
    await page.keyboard.press("Enter");
    await widget.locator(".panel svg circle").first().waitFor();
    await takePicture(page, "dark");
  });

  test("cancel confirmed ends the run and its jobs", async () => {
    picturesOnFailure(browser);
    expect(runProcesses("simulation").length).toBeGreaterThan(3);
    await widget.locator("[data-action=cancel]").click();
    await widget.getByRole("alertdialog").locator(".yes").click();
    await widget.locator("[data-status=cancelled]").waitFor();
    await widget.getByText("The run is cancelled.").waitFor();
    await expect.poll(() => runProcesses("simulation"), POLL).toEqual([]);
    await page.locator("adaptive-run-list-v1 [data-status=cancelled]").waitFor();
    await page
      .locator(".Toastify__toast", { hasText: 'Run "simulation" cancelled: 2 learners done' })
      .waitFor();
    await takePicture(page, "cancelled");
  });

  async function openPanel(name: string): Promise<void> {
    const button = widget.locator(`[data-panel=${name}]`);
    if ((await button.getAttribute("aria-expanded")) === "false") await button.click();
    await widget.locator(".panel").evaluate((panel) => panel.scrollIntoView({ block: "center" }));
  }
});
