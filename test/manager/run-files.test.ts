import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readRunFile, readStatus, requireRunFile } from "../../src/manager/run-files.js";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "adaptive-files-"))));
afterEach(() => rm(folder, { recursive: true }));

test("a folder without a run says so", () => {
  expect(readRunFile(folder)).toBeNull();
  expect(readStatus(folder)).toBeNull();
  expect(() => requireRunFile(folder)).toThrow(/holds no run: there is no run\.json/);
});

test("a run of another version is refused, whoever reads it", async () => {
  await writeFile(join(folder, "run.json"), JSON.stringify({ protocol: 0 }));
  expect(() => readRunFile(folder)).toThrow(/made by version 0 .* Use the package that made it/);
  expect(() => requireRunFile(folder)).toThrow(/made by version 0/);
});

test("a broken file is named and left alone", async () => {
  const path = join(folder, "run.json");
  await writeFile(path, '{"protocol": 1');
  expect(() => requireRunFile(folder)).toThrow(/run\.json is not valid JSON\. It was not touched/);
  expect(await readFile(path, "utf8")).toBe('{"protocol": 1');
});
