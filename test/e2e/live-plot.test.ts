// What a runner shows in a cell, and what can be chosen of a live plot, in a real JupyterLab.
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startBrowser, type Browser } from "../browser/chromium.js";
import { repository } from "../kernel-driver/index.js";
import { startJupyter, type Jupyter } from "./jupyter.js";
import { openNotebook, type NotebookPage } from "./notebook-page.js";
import { picturesOnFailure, takePicture } from "./pictures.js";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const CELLS = [
  `import { BalancingLearner, Learner1D, LearnerND, Local, Runner, RunManager } from "adaptive-scheduler";

const wave = async (x: number, { a, b }: { a: number; b: number }) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return a * Math.sin(b * x);
};
const waves = BalancingLearner.fromProduct(wave, Learner1D, { bounds: [-1, 1] }, { a: [1, 2], b: [5, 10, 20] });
const runner = new Runner(waves, { goal: (learner) => learner.npoints >= 900 });
runner.info();`,
  `runner.livePlot({ updateInterval: 0.5 });`,
  `const ball = new LearnerND(
  (p: number[]) => Math.exp(-4 * (p[0]! ** 2 + p[1]! ** 2 + (p[2]! - 0.3) ** 2)),
  { bounds: [[-1, 1], [-1, 1], [-1, 1]] },
);
const ballRunner = new Runner(ball, { goal: 1000 });
await ballRunner.finished;
ballRunner.livePlot();`,
  `const children = BalancingLearner.fromProduct(wave, Learner1D, { bounds: [-1, 1] }, { a: [1, 2], b: [5, 10, 20] });
const runManager = new RunManager(new Local({ cores: 1 }), [children], [children.learners.map((_, k) => \`data/wave_\${k}\`)], {
  jobName: "waves", goal: (learner) => learner.npoints >= 20,
});
await runManager.start();
runManager.info();`,
];
const POLL = { timeout: 45_000 };

let browser: Browser;
let jupyter: Jupyter;
let notebook: NotebookPage;

const plotOf = (index: number): Locator => notebook.cell(index).locator("adaptive-plot-v1");
/** What is drawn now, to tell when it is another picture. */
const drawn = (plot: Locator): Promise<string> => plot.locator("svg").first().innerHTML();

beforeAll(async () => {
  [browser, jupyter] = await Promise.all([startBrowser({ width: 1280, height: 1000 }), startJupyter()]);
  await mkdir(join(jupyter.folder, "node_modules"));
  await symlink(repository, join(jupyter.folder, "node_modules", "adaptive-scheduler"));
  await jupyter.writeNotebook("plots.ipynb", CELLS);
  notebook = await openNotebook(browser.context, jupyter.notebookUrl("plots.ipynb"));
});
afterAll(async () => {
  await browser.close();
  await jupyter.close();
  expect(notebook.faults).toEqual([]);
});

test("info of a runner moves until it is finished", async () => {
  picturesOnFailure(browser);
  await notebook.run(0);
  const points = notebook.cell(0).locator("tr", { hasText: "points" }).first().locator("td");
  await expect.poll(async () => Number(await points.innerText()), POLL).toBeGreaterThan(0);
  const before = Number(await points.innerText());
  await expect.poll(async () => Number(await points.innerText()), POLL).toBeGreaterThan(before);
});

test("the product dimensions of a balancing learner are chosen while it grows", async () => {
  picturesOnFailure(browser);
  await notebook.run(1);
  const plot = plotOf(1);
  const dots = plot.locator("svg circle");
  await dots.first().waitFor();
  const before = await dots.count();
  await expect.poll(() => dots.count(), POLL).toBeGreaterThan(before);
  await expect(notebook.cell(1).locator(".adaptive-scheduler-static").isVisible()).resolves.toBe(false);
  expect(await plot.locator("select").count()).toBe(2);
  const first = await drawn(plot);
  await plot.locator("[name='child.b']").selectOption("20");
  await expect.poll(() => drawn(plot), POLL).not.toBe(first);
  await notebook.cell(0).locator("td", { hasText: "finished" }).waitFor();
  await expect.poll(() => dots.count(), POLL).toBeGreaterThan(before);
  await takePicture(notebook.page, "balancing");
});

test("slices and surfaces of equal value of a learner of three axes", async () => {
  picturesOnFailure(browser);
  await notebook.run(2);
  const plot = plotOf(2);
  await plot.locator("svg image").first().waitFor();
  await plot.scrollIntoViewIfNeeded();
  const first = await drawn(plot);
  await plot.locator("[name='cut.2']").fill("0.3");
  await expect.poll(() => drawn(plot), POLL).not.toBe(first);
  await takePicture(notebook.page, "slice");
  await plot.locator("[name=view]").selectOption("surface of equal value");
  await plot.getByText(/value = 0\.[45]\d*/).waitFor();
  await plot.locator("[name=level]").fill("0.2");
  await plot.getByText("value = 0.2").waitFor();
  await takePicture(notebook.page, "surface");
  await plot.locator("[name=view]").selectOption("along z");
  await plot.locator("[name='cut.1']").waitFor();
  await takePicture(notebook.page, "along");
});

test("the plot of a run chooses the children of a balancing learner", async () => {
  picturesOnFailure(browser);
  await notebook.run(3);
  const widget = notebook.widget(3);
  await widget.locator("[data-status=finished]").waitFor();
  await widget.locator("[data-panel=plot]").click();
  await widget.locator("[name='child.b']").selectOption("10");
  await widget.locator(".panel svg circle").first().waitFor();
  await widget.locator("[data-panel=results]").click();
  await widget.locator(".count", { hasText: "1–20 of 20" }).waitFor();
  await widget.scrollIntoViewIfNeeded();
  await takePicture(notebook.page, "run-balancing");
});
