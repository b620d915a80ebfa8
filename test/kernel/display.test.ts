import { expect, test } from "vitest";
import { displayRun } from "../../src/kernel/display.js";
import { throttle } from "../../src/kernel/throttle.js";
import { FakeRunView, fakeSnapshot } from "../fakes/run-view.mjs";
import { repository, startKernel } from "../kernel-driver/index.js";

const over = { status: "finished", endedAt: 1 } as const;

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test("a file gets the state at the start and at the end", () => {
  const view = new FakeRunView();
  const out = terminal(false);
  displayRun(view, out);
  view.set({ points: 1 });
  view.set({ points: 2 });
  expect(out.written).toHaveLength(1);
  view.set(over);
  expect(out.written).toHaveLength(2);
  expect(out.written[1]).toContain(": finished");
  expect(view.listeners.size).toBe(0);
});

test("a terminal gets one line that moves", () => {
  const view = new FakeRunView();
  const out = terminal(true);
  const shown = displayRun(view, out);
  view.set({ points: 1 });
  expect(out.written[1]).toMatch(/^\r.*5 done, 8 running/);
  shown.close();
  shown.close();
  view.set(over);
  expect(out.written).toHaveLength(3);
});

test("a run that is over is shown once", () => {
  const view = new FakeRunView(fakeSnapshot(over));
  const out = terminal(true);
  displayRun(view, out);
  expect(out.written).toHaveLength(1);
});

test("a throttle calls at once, then at most once an interval, and keeps the last request", async () => {
  let now = 0;
  const calls: number[] = [];
  const slow = throttle(
    () => calls.push(now),
    5,
    () => now,
  );
  slow.request();
  slow.request();
  slow.request();
  expect(calls).toEqual([0]);
  now = 5;
  slow.flush();
  expect(calls).toEqual([0, 5]);
  now = 7;
  slow.request();
  slow.stop();
  slow.flush();
  slow.request();
  expect(calls).toEqual([0, 5]);
});

test("in tslab a widget appears under the cell, and a table that is replaced in place", async () => {
  const kernel = await startKernel();
  try {
    const cell = await kernel.run(`
      const { FakeRunView } = require("${repository}/test/fakes/run-view.mjs");
      const { displayRun } = require("${repository}/lib/kernel/index.js");
      const view = new FakeRunView();
      displayRun(view);
      view.set({ points: 777 });`);
    expect(cell.stderr).toBe("");
    const [widget, first] = cell.messages.filter((message) => message.type === "display_data");
    expect(Object.keys(widget?.content["data"] as object)).toContain(
      "application/vnd.jupyter.widget-view+json",
    );
    expect(first?.content["data"]).toMatchObject({
      "text/plain": expect.stringContaining("12,345") as string,
      "text/html": expect.stringContaining("adaptive-scheduler-static") as string,
    });
    const id = (first?.content["transient"] as { display_id: string }).display_id;
    const end = await kernel.run(`view.set({ status: "finished", points: 999, endedAt: 1 });`);
    const updates = [...cell.messages, ...end.messages].filter(
      (message) => message.type === "update_display_data",
    );
    expect(updates.length).toBeGreaterThan(0);
    for (const update of updates) expect(update.content["transient"]).toEqual({ display_id: id });
    expect(updates.at(-1)?.content["data"]).toMatchObject({
      "text/plain": expect.stringMatching(/finished[^]*999/) as string,
    });
  } finally {
    expect(await kernel.close()).toBe(0);
  }
});
