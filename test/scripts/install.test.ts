import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
// @ts-expect-error a script without types
import * as install from "../../scripts/install.mjs";

const checkPython = (install as { checkPython: (python: string) => Promise<void> }).checkPython;

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "python-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program in Python's place. */
function python(name: string, body: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

test.each([
  ["is not there", () => "/nowhere/python3", /\/nowhere\/python3 \(spawn .* ENOENT\)/],
  ["is too old", () => python("old", "echo 3.9.2"), /it is 3\.9\.2/],
  ["lacks venv", () => python("bare", "echo \"No module named 'ensurepip'\" >&2; exit 1"), /ensurepip/],
])("a Python that %s is one sentence with what to do", async (_what, make, detail) => {
  const path = make();
  const checked = checkPython(path);
  await expect(checked).rejects.toThrow(/needs Python 3\.11 or newer with pip and venv \(on Debian: apt-get/);
  await expect(checked).rejects.toThrow(detail);
});

test("a Python that will do is accepted", async () => {
  await checkPython(python("good", "echo 3.11.2"));
  await checkPython(python("newer", "echo 4.0.0"));
});
