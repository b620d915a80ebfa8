// The widget and the sidebar in a real JupyterLab with a real tslab kernel, driven as a person does.
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startBrowser, type Browser } from "../browser/chromium.js";
import { repository } from "../kernel-driver/index.js";
import { startJupyter, type Jupyter } from "./jupyter.js";
import { kernelIdle, openNotebook, type NotebookPage } from "./notebook-page.js";
import { picturesOnFailure, takePicture } from "./pictures.js";

/** A run that only pretends, in a kernel that is real: what it does comes when the test wants it. */
const CELLS = [
  `const { FakeRunView, fakeProblem, fakeSnapshot } = require("${repository}/test/fakes/run-view.mjs");
const { displayRun } = require("${repository}/lib/kernel/index.js");
const view = new FakeRunView(fakeSnapshot({ runId: String(process.pid), jobName: "scan" }));
void displayRun(view);`,
  `view.set({ points: view.current.points + 1000, problems: [fakeProblem()] });`,
  `console.log(JSON.stringify(view.calls.filter(([name]) => name !== "rows")));`,
  `view.set({ status: "finished", endedAt: view.current.at, learners: { total: 20, waiting: 0, running: 0, done: 20, failed: 0, empty: 0 } });`,
];

// A page of JupyterLab is slow on a machine with much else to do.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let browser: Browser;

const figure = (widget: Locator, key: string): Locator => widget.locator(`[data-figure=${key}] dd`);
const openPanel = (page: Page): Promise<void> =>
  page.locator(".lm-TabBar-tab[data-id=adaptive-scheduler-runs]").click();

beforeAll(async () => {
  browser = await startBrowser({ width: 1280, height: 900 });
});
afterAll(() => browser.close());

describe("with anywidget", () => {
  let jupyter: Jupyter;
  let notebook: NotebookPage;
  let page: Page;

  beforeAll(async () => {
    jupyter = await startJupyter();
    await jupyter.writeNotebook("first.ipynb", CELLS);
    await jupyter.writeNotebook("second.ipynb", CELLS);
    notebook = await openNotebook(browser.context, jupyter.notebookUrl("first.ipynb"));
    page = notebook.page;
  });
  afterAll(async () => {
    await page.close();
    await jupyter.close();
    expect(notebook.faults).toEqual([]);
  });

  test("the widget stands under its cell, and its numbers move", async () => {
    picturesOnFailure(browser);
    await notebook.run(0);
    await figure(notebook.widget(0), "points").filter({ hasText: "12,345" }).waitFor();
    expect(await notebook.cell(0).locator(".adaptive-scheduler-static").isVisible()).toBe(false);
    await notebook.run(1);
    await figure(notebook.widget(0), "points").filter({ hasText: "13,345" }).waitFor();
    await notebook.widget(0).getByText("look at the stack, mend it").waitFor();
    await takePicture(page, "widget");
  });

  test("cancel can be denied, a failing learner's log can be read", async () => {
    picturesOnFailure(browser);
    const widget = notebook.widget(0);
    await widget.locator("[data-action=cancel]").click();
    await widget.getByText("Cancel 11 jobs").waitFor();
    await page.keyboard.press("Escape");
    await widget.locator("[role=alertdialog]").waitFor({ state: "detached" });
    await widget.locator("[data-panel=logs]").click();
    await widget.locator("[name=status]").selectOption("failed");
    await widget.getByText("at solve (cell 3:7:11)").last().waitFor();
    // Keys typed into the widget are not the notebook's commands: "d" twice would delete the cell.
    await widget.locator("[name=search]").pressSequentially("ddaabb");
    await widget.getByText("No log has such a line.").waitFor();
    expect(await page.locator(".jp-Notebook .jp-Cell").count()).toBe(CELLS.length);
    await notebook.run(2);
    await notebook.cell(2).locator(".jp-OutputArea-output").filter({ hasText: "logs" }).waitFor();
    expect(await notebook.cell(2).locator(".jp-OutputArea-output").innerText()).not.toContain("cancel");
  });

  test("a reloaded page, and a second one, show the run again and stay live", async () => {
    picturesOnFailure(browser);
    await notebook.save();
    await page.reload();
    await kernelIdle(page, "first.ipynb");
    await figure(notebook.widget(0), "points").filter({ hasText: "13,345" }).waitFor();
    const second = await openNotebook(browser.context, jupyter.notebookUrl("first.ipynb"));
    await figure(second.widget(0), "points").filter({ hasText: "13,345" }).waitFor();
    await notebook.run(1);
    for (const shown of [notebook, second]) {
      await figure(shown.widget(0), "points").filter({ hasText: "14,345" }).waitFor();
    }
    await second.page.close();
  });

  test("the sidebar lists the runs of two notebooks, and goes to each", async () => {
    picturesOnFailure(browser);
    await openPanel(page);
    await page.locator("adaptive-run-list-v1 li").first().waitFor();
    await page.goto(jupyter.notebookUrl("second.ipynb"));
    await kernelIdle(page, "second.ipynb");
    await notebook.run(0);
    await notebook.widget(0).waitFor();
    if (!(await page.locator("adaptive-run-list-v1").isVisible())) await openPanel(page);
    const items = page.locator("adaptive-run-list-v1 li");
    await items.nth(1).waitFor();
    await takePicture(page, "sidebar");
    await items.filter({ hasText: "first.ipynb" }).locator("[data-action=open]").click();
    await page.locator(".lm-DockPanel-tabBar .lm-mod-current", { hasText: "first.ipynb" }).waitFor();
    await kernelIdle(page, "first.ipynb");
    await figure(notebook.widget(0), "points").filter({ hasText: "14,345" }).waitFor();
  });

  test("the sidebar cancels after asking, and a notification tells that the run ended", async () => {
    picturesOnFailure(browser);
    const item = page.locator("adaptive-run-list-v1 li").filter({ hasText: "second.ipynb" });
    await item.locator("[data-action=cancel]").click();
    await item.getByText("Cancel 11 jobs").waitFor();
    await item.locator(".yes").click();
    await item.locator("[data-status=cancelled]").waitFor();
    await page.locator(".Toastify__toast", { hasText: "cancelled: 5 learners done, 1 failed" }).waitFor();
    await notebook.run(3);
    await figure(notebook.widget(0), "elapsed").waitFor();
    await page.locator(".Toastify__toast", { hasText: "finished: 20 learners done." }).waitFor();
    await takePicture(page, "notification");
  });

  test("in the dark theme", async () => {
    picturesOnFailure(browser);
    await page.evaluate(() => {
      const { jupyterapp } = globalThis as unknown as {
        jupyterapp: { commands: { execute(id: string, args: object): Promise<unknown> } };
      };
      return jupyterapp.commands.execute("apputils:change-theme", { theme: "JupyterLab Dark" });
    });
    await page.locator("body[data-jp-theme-light=false]").waitFor({ state: "attached" });
    const colour = await notebook.widget(0).evaluate((widget) => getComputedStyle(widget).color);
    const [red] = colour.match(/\d+/g)!.map(Number);
    expect(red).toBeGreaterThan(150);
    await takePicture(page, "dark");
  });

  test("a restarted kernel is said", async () => {
    picturesOnFailure(browser);
    await notebook.restartKernel();
    await notebook.widget(0).getByText("The kernel is gone.").waitFor();
    expect(await notebook.cell(0).locator(".adaptive-scheduler-static").isVisible()).toBe(false);
    expect(await notebook.widget(0).locator("[data-action=load]").isDisabled()).toBe(true);
    await takePicture(page, "kernel-gone");
    await notebook.run(0);
    await notebook.widget(0).locator("[data-status=running]").waitFor();
    await page
      .locator("adaptive-run-list-v1 li", { hasText: "first.ipynb" })
      .locator("[data-status=running]")
      .waitFor();
  });

  test("a saved notebook keeps the table when its kernel has gone", async () => {
    picturesOnFailure(browser);
    await notebook.save();
    await page.evaluate(async () => {
      const { jupyterapp } = globalThis as unknown as {
        jupyterapp: { serviceManager: { sessions: { shutdownAll(): Promise<void> } } };
      };
      await jupyterapp.serviceManager.sessions.shutdownAll();
    });
    await page.goto(jupyter.notebookUrl("first.ipynb"));
    await notebook.cell(0).locator(".adaptive-scheduler-static").filter({ hasText: "12,345" }).waitFor();
    expect(
      await notebook
        .cell(0)
        .getByText(/Loading widget|model not found/)
        .isVisible(),
    ).toBe(false);
    await takePicture(page, "saved");
  });
});

describe("without anywidget, and with notifications switched off", () => {
  let jupyter: Jupyter;
  let notebook: NotebookPage;

  beforeAll(async () => {
    jupyter = await startJupyter({
      anywidget: false,
      settings: { "adaptive-scheduler:notifications": { onEnd: false } },
    });
    await jupyter.writeNotebook("host.ipynb", CELLS);
    notebook = await openNotebook(browser.context, jupyter.notebookUrl("host.ipynb"));
  });
  afterAll(async () => {
    await notebook.page.close();
    await jupyter.close();
    expect(notebook.faults).toEqual([]);
  });

  test("our extension hosts the widget", async () => {
    picturesOnFailure(browser);
    await notebook.run(0);
    await figure(notebook.widget(0), "points").filter({ hasText: "12,345" }).waitFor();
    await notebook.run(1);
    await figure(notebook.widget(0), "points").filter({ hasText: "13,345" }).waitFor();
    await notebook.widget(0).locator("[data-panel=learners]").click();
    await notebook.widget(0).locator("td", { hasText: "data/a_0.arrow" }).waitFor();
  });

  test("a run that ends is told in the sidebar only", async () => {
    picturesOnFailure(browser);
    await openPanel(notebook.page);
    await notebook.page.locator("adaptive-run-list-v1 [data-status=running]").waitFor();
    await notebook.run(3);
    await notebook.page.locator("adaptive-run-list-v1 [data-status=finished]").waitFor();
    expect(await notebook.page.locator(".Toastify__toast").count()).toBe(0);
  });
});
