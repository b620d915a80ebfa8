import { expect, test } from "vitest";
import { progressOn, progressText } from "../../src/run/progress.js";

/** A screen that keeps what is drawn, and a clock that the test sets. */
function rig() {
  const clock = { now: 0 };
  const drawn: string[] = [];
  let closed = 0;
  const start = progressOn(
    () => ({ draw: (text) => drawn.push(text), close: () => closed++ }),
    () => clock.now,
  );
  return { clock, drawn, start, closed: () => closed };
}

test("a bar says how much is done, and how long it takes still", () => {
  expect(progressText("capturing", 25, 100, 2000)).toBe(
    `capturing ${"█".repeat(8)}${"░".repeat(22)} 25%, 6 s left`,
  );
  expect(progressText("capturing", 100, 100, 2000)).toBe(`capturing ${"█".repeat(30)} 100%`);
  expect(progressText("capturing", 0, 0, 0)).toMatch(/100%$/);
});

test("work that is over soon shows nothing", () => {
  const { clock, drawn, start, closed } = rig();
  const bar = start("quick");
  clock.now = 499;
  bar.update(1, 2);
  bar.end();
  expect([drawn, closed()]).toEqual([[], 0]);
});

test("longer work is drawn now and then, and whole at its end", () => {
  const { clock, drawn, start, closed } = rig();
  const bar = start("long");
  for (clock.now = 500; clock.now < 700; clock.now += 10) bar.update(clock.now, 1000);
  expect(drawn.map((text) => /(\d+)%/.exec(text)![1])).toEqual(["50", "60"]);
  bar.end();
  expect(drawn.at(-1)).toMatch(/100%$/);
  expect(closed()).toBe(1);
});
