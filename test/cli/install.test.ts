import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { extensionFolder, installExtension, uninstallExtension } from "../../lib/cli/install.js";

let prefix: string;
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), "install-"));
});
afterEach(() => rmSync(prefix, { recursive: true, force: true }));

test("the extension goes into a prefix, over an older one, and away again", () => {
  const folder = installExtension({ prefix });
  expect(folder).toBe(join(prefix, "share/jupyter/labextensions/adaptive-scheduler"));
  writeFileSync(join(folder, "old-file"), "");
  installExtension({ prefix });
  expect(existsSync(join(folder, "old-file"))).toBe(false);
  expect(existsSync(join(folder, "install.json"))).toBe(true);
  expect(readdirSync(join(folder, ".."))).toEqual(["adaptive-scheduler"]);
  expect(uninstallExtension({ prefix })).toBe(folder);
  expect(uninstallExtension({ prefix })).toBeNull();
  expect(readdirSync(join(folder, ".."))).toEqual([]);
});

test("somebody else's folder of the name is left alone", () => {
  const folder = extensionFolder({ prefix });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), `{"name":"other"}`);
  expect(() => installExtension({ prefix })).toThrow(/is not this extension/);
  expect(() => uninstallExtension({ prefix })).toThrow(/is not this extension/);
  expect(existsSync(join(folder, "package.json"))).toBe(true);
});

test("one prefix only, and a Python that is there", () => {
  expect(() => installExtension({ prefix, user: true })).toThrow(/Choose one/);
  expect(() => installExtension({ sysPrefix: true, python: "/no/python" })).toThrow(/--python/);
});

test("without a choice: the active environment, else the user's folder", () => {
  const python = join(prefix, "python");
  writeFileSync(python, `#!/bin/sh\necho ${prefix}/env\n`, { mode: 0o755 });
  const inside = extensionFolder({ python, env: { VIRTUAL_ENV: "/x" } });
  expect(inside).toBe(join(prefix, "env/share/jupyter/labextensions/adaptive-scheduler"));
  expect(extensionFolder({ env: { JUPYTER_DATA_DIR: "/data" } })).toBe(
    "/data/labextensions/adaptive-scheduler",
  );
  expect(
    extensionFolder({ user: true, env: { HOME: "/h", XDG_DATA_HOME: "/x", VIRTUAL_ENV: "/v" } }),
  ).toContain("/jupyter/labextensions/adaptive-scheduler");
});

test("what the browser gets has nothing of node in it", () => {
  const folder = installExtension({ prefix });
  const scripts = readdirSync(join(folder, "static")).filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(2);
  for (const name of scripts) {
    const text = readFileSync(join(folder, "static", name), "utf8");
    expect(text).not.toMatch(/zeromq|execa|["']node:|require\("(fs|child_process)"\)/);
  }
});
