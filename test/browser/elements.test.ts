// The elements alone in a real browser, a page for each state.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { startBrowser, type Browser } from "./chromium.js";
import { bundleHarness, expectAccessible, openPage } from "./harness.js";
import type { Harness } from "./harness-page.js";

declare const harness: Harness;

let browser: Browser;
let script: string;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  [script, browser] = await Promise.all([bundleHarness(), startBrowser()]);
  page = await browser.context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => faults.push(String(error)));
  await openPage(page, script);
});
afterAll(async () => {
  await browser.close();
  expect(faults).toEqual([]);
});

const show = (state: string): Promise<void> => page.evaluate((name) => harness.showRun(name), state);
const calls = (): Promise<unknown[][]> => page.evaluate(() => harness.view!.calls);
const text = (): Promise<string> => page.evaluate(() => harness.text());

describe("a page for each state", () => {
  test.each([
    ["running", /running[^]*20 learners[^]*5 done[^]*points\/s/],
    ["not started", /The run has not started/],
    ["not started, kernel gone", /kernel is gone/],
    ["finished", /finished[^]*20 done/],
    ["failed", /failed[^]*3 learners: Error: singular matrix/],
    ["cancelled", /cancelled/],
    ["empty", /0 learners/],
    ["problems", /look at the stack, mend it/],
    ["unreachable", /scheduler cannot be asked since/],
    ["disconnected", /The kernel is gone[^]*RunManager.attach/],
    ["huge", /100,000 learners/],
  ])("%s", async (state, words) => {
    await show(state);
    expect(await text()).toMatch(words);
    await expectAccessible(page);
  });

  test.each(["learners", "jobs", "queue", "logs", "results", "plot"])("the panel %s", async (panel) => {
    await show("running");
    await page.locator(`[data-panel=${panel}]`).click();
    await page.locator(".panel table, .panel svg, .panel .lines").first().waitFor();
    await expectAccessible(page);
  });

  test.each(["learners", "logs", "plot"])("the panel %s while it loads and when it fails", async (panel) => {
    await show("loading");
    await page.locator(`[data-panel=${panel}]`).click();
    await page.getByText("Loading…").waitFor();
    await show("error");
    await page.locator(`[data-panel=${panel}]`).click();
    await page.getByRole("alert").filter({ hasText: "disk on fire" }).waitFor();
    expect(await page.getByText("try again").isEnabled()).toBe(true);
    await expectAccessible(page);
  });

  test.each(["learners", "results"])(
    "the panel %s with nothing in it, and a plot of nothing",
    async (panel) => {
      await show("empty");
      await page.locator(`[data-panel=${panel}]`).click();
      await page.locator(".panel .empty, .panel td").first().waitFor();
    },
  );

  test("in the dark", async () => {
    const dark = await browser.context.newPage();
    await openPage(dark, script, true);
    await dark.evaluate(() => harness.showRun("problems"));
    await dark.locator("[data-panel=learners]").click();
    await dark.locator(".panel table").waitFor();
    await expectAccessible(dark);
    await dark.evaluate(() => harness.showList(["running", "finished", "problems", "disconnected", "empty"]));
    await expectAccessible(dark);
    await dark.close();
  });
});

describe("actions", () => {
  test("cancel asks, says how many jobs, and does nothing when denied", async () => {
    await show("running");
    await page.locator("[data-action=cancel]").click();
    const dialog = page.getByRole("alertdialog");
    expect(await dialog.innerText()).toContain("Cancel 11 jobs (8 running, 3 pending)");
    expect(await dialog.locator(".no").evaluate((no) => no.matches(":focus"))).toBe(true);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await calls()).toEqual([]);
    await page.locator("[data-action=cancel]").click();
    await dialog.locator(".yes").click();
    await page.getByText("The run is cancelled.").waitFor();
    expect(await calls()).toEqual([["cancel"]]);
    expect(await page.locator("[data-status]").innerText()).toBe("cancelled");
    expect(await page.locator("[data-action=cancel]").isDisabled()).toBe(true);
  });

  test("clean up asks, with the option of old logs, and only when the run is over", async () => {
    await show("running");
    expect(await page.locator("[data-action=cleanup]").isDisabled()).toBe(true);
    await show("finished");
    await page.locator("[data-action=cleanup]").click();
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "yes, remove" }).click();
    await page.getByText("are removed").waitFor();
    expect(await calls()).toEqual([["cleanup", { oldLogs: true }]]);
  });

  test("update and load learners say what they did", async () => {
    await show("running");
    await page.locator("[data-action=update]").click();
    await page.getByText("Asked the scheduler.").waitFor();
    await page.locator("[data-action=load]").click();
    await page.getByText("Loaded 14 learners; 6 learners had no file that could be read.").waitFor();
    expect(await calls()).toEqual([["trigger"], ["loadLearners"]]);
  });

  test("an action that fails says why", async () => {
    await show("error");
    await page.locator("[data-action=update]").click();
    await page.getByRole("status").filter({ hasText: "disk on fire" }).waitFor();
  });

  test("without a kernel nothing can be done", async () => {
    await show("disconnected");
    for (const name of ["update", "load", "cleanup", "cancel"]) {
      expect(await page.locator(`[data-action=${name}]`).isDisabled()).toBe(true);
    }
  });

  test("everything can be reached and pressed with the keyboard", async () => {
    await show("running");
    await page.locator("[data-action=update]").focus();
    for (const name of ["load", "cancel"]) {
      await page.keyboard.press("Tab");
      expect(await page.locator(`[data-action=${name}]`).evaluate((button) => button.matches(":focus"))).toBe(
        true,
      );
    }
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(".panel table").waitFor();
    expect(await page.locator("[data-panel=learners]").getAttribute("aria-expanded")).toBe("true");
  });
});

describe("tables and logs", () => {
  test("100,000 learners are fetched a page at a time", async () => {
    await show("huge");
    await page.locator("[data-panel=learners]").click();
    await page.locator(".count", { hasText: "1–25 of 100,000" }).waitFor();
    await page.getByRole("button", { name: "next page" }).click();
    await page.locator(".count", { hasText: "26–50" }).waitFor();
    await page.getByRole("button", { name: "last page" }).click();
    await page.locator("td", { hasText: "a_99999.arrow" }).waitFor();
    expect(await page.locator(".panel tbody tr").count()).toBe(25);
    expect((await calls()).every(([, , , limit]) => limit === 25)).toBe(true);
    await page.locator(".panel select").selectOption("failed");
    await page.locator(".count", { hasText: "1–25 of 25,000" }).waitFor();
    expect((await calls()).at(-1)).toEqual(["rows", "learners", 0, 25, "failed"]);
  });

  test("a failed learner has its stack, and a learner leads to its plot and points", async () => {
    await show("running");
    await page.locator("[data-panel=learners]").click();
    await page.locator("summary", { hasText: "failed: Error: singular" }).first().click();
    await page.locator("pre", { hasText: "at solve (cell 3:7:11)" }).first().waitFor();
    await page.getByRole("button", { name: "plot learner 1" }).first().click();
    await page.locator(".panel svg").first().waitFor();
    expect(await page.locator("input[name=learner]").inputValue()).toBe("1");
    await page.locator("input[name=learner]").fill("2");
    await page.keyboard.press("Tab");
    await page.getByText("nothing that can be drawn").waitFor();
    await page.locator("[data-panel=learners]").click();
    await page.getByRole("button", { name: "points of learner 2" }).first().click();
    expect(await page.locator("input[name=learner]").inputValue()).toBe("2");
    await page.locator(".count", { hasText: "1–25 of 200" }).waitFor();
  });

  test("what can be chosen of a picture is chosen with mouse and keyboard", async () => {
    await show("running");
    await page.locator("[data-panel=plot]").click();
    await page.locator("input[name=learner]").fill("1");
    await page.keyboard.press("Tab");
    await page.locator("[name=view]").selectOption("along x");
    const slider = page.locator("input[name='cut.2']");
    await slider.fill("0.7");
    await slider.press("ArrowRight");
    await page.locator("output", { hasText: "0.705" }).waitFor();
    await expect.poll(async () => (await calls()).at(-1)).toEqual(["plot", 1, { view: 1, "cut.2": 0.705 }]);
    await expectAccessible(page);
    // The learner that was plotted is the one whose points are shown.
    await page.locator("[data-panel=results]").click();
    expect(await page.locator("input[name=learner]").inputValue()).toBe("1");
  });

  test("logs are searched, filtered, sorted and narrowed to a job", async () => {
    await show("running");
    await page.locator("[data-panel=logs]").click();
    await page.getByText("the last 200 of 200 lines").waitFor();
    await page.locator("[name=search]").fill("line 19");
    await page.getByText("the last 9 of 9 lines").waitFor();
    await page.locator("[name=search]").fill("");
    await page.locator("[name=status]").selectOption("failed");
    await page.getByText("the last 20 of 20 lines").waitFor();
    expect(await page.locator(".lines li.bad").count()).toBe(20);
    await page.locator("[name=status]").selectOption("");
    await page.getByText("the last 200 of 200 lines").waitFor();
    await page.locator("[name=sort]").selectOption("job");
    const jobs = await page.locator(".lines li button").allInnerTexts();
    expect(jobs).toEqual([...jobs].sort());
    await page.locator(".lines li button", { hasText: "100_3" }).first().click();
    await page.getByText("the last 40 of 40 lines").waitFor();
  });

  test("logs are followed while the run goes on", async () => {
    await show("running");
    await page.locator("[data-panel=logs]").click();
    await page.getByText("of 200 lines").waitFor();
    await page.evaluate(() => {
      harness.view!.logCount = 205;
      harness.view!.set({});
    });
    await page.getByText("the last 200 of 205 lines").waitFor();
    await page.locator("li", { hasText: "line 204" }).waitFor();
    await page.getByRole("button", { name: "more" }).click();
    await page.getByText("the last 205 of 205 lines").waitFor();
  });
});

describe("the list of runs", () => {
  test.each([
    [true, /Looking for runs/],
    [false, /No kernel has a run/],
  ])("with none, loading %s", async (loading, words) => {
    await page.evaluate((value) => harness.showList([], { loading: value, message: null }), loading);
    expect(await text()).toMatch(words);
    await expectAccessible(page);
  });

  test("with an error", async () => {
    await page.evaluate(() => harness.showList([], { message: "no kernels service" }));
    await page.getByRole("alert").filter({ hasText: "no kernels service" }).waitFor();
  });

  test("those that go on come first; cancel asks; a notebook opens", async () => {
    await page.evaluate(() => harness.showList(["finished", "running", "disconnected", "empty"]));
    await expectAccessible(page);
    expect(await page.locator("li strong").allInnerTexts()).toEqual([
      "running",
      "disconnected",
      "empty",
      "finished",
    ]);
    const first = page.locator("li").first();
    await first.locator("[data-action=open]").click();
    await first.locator("[data-action=cancel]").click();
    await first.locator(".no").click();
    await first.locator("[data-action=cancel]").click();
    await first.locator(".yes").click();
    expect(await page.evaluate(() => harness.events)).toEqual([
      ["run-open", "running"],
      ["run-cancel", "running"],
    ]);
    for (const gone of ["disconnected", "finished"]) {
      const button = page
        .locator("li", { has: page.locator("strong", { hasText: gone }) })
        .locator("[data-action=cancel]");
      expect(await button.isDisabled()).toBe(true);
    }
    expect(await page.getByRole("button", { name: "no notebook" }).isDisabled()).toBe(true);
  });
});
