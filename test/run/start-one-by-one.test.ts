import { expect, test } from "vitest";
import { getAllowedUrl } from "../../src/run/allowed-url.js";
import { startOneByOne } from "../../src/run/start-one-by-one.js";
import type { Snapshot } from "../../src/protocol/index.js";

function run(jobName: string, started: string[]) {
  let end!: () => void;
  const finished = new Promise<Snapshot>((resolve) => (end = () => resolve({} as Snapshot)));
  const start = (): Promise<void> => Promise.resolve(void started.push(jobName));
  return { jobName, finished, start, snapshot: () => null, end };
}

test("each run starts when the one before it is over", async () => {
  const started: string[] = [];
  const [a, b] = [run("a", started), run("b", started)];
  const all = startOneByOne([a, b]);
  await Promise.resolve();
  expect(started).toEqual(["a"]);
  a.end();
  await all;
  expect(started).toEqual(["a", "b"]);
});

test("a goal that holds already starts the next at once", async () => {
  const started: string[] = [];
  await startOneByOne([run("a", started), run("b", started)], { goal: () => true });
  expect(started).toEqual(["a", "b"]);
});

test("two runs of one name are refused", async () => {
  await expect(startOneByOne([run("a", []), run("a", [])])).rejects.toThrow(/Two runs are named "a"/);
});

test("a free address is given at once", () => {
  expect(getAllowedUrl("127.0.0.1")).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
});
