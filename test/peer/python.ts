import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The Python of the tests, which has adaptive: `ADAPTIVE_TEST_PYTHON`, or that of `.venv-test`. */
export function findPython(): string {
  const python =
    process.env["ADAPTIVE_TEST_PYTHON"] ??
    fileURLToPath(new URL("../../.venv-test/bin/python", import.meta.url));
  if (existsSync(python)) return python;
  throw new Error(
    `The tests against the real adaptive need Python at ${python}; "npm test" installs it there.`,
  );
}

/** Runs a script of this folder with a JSON value as its input and returns the JSON value that it prints. */
export function runPython(script: string, input: unknown): unknown {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const options = {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 120_000,
  } as const;
  const { status, stdout, stderr, error } = spawnSync(findPython(), [path], options);
  if (error !== undefined || status !== 0)
    throw new Error(`${script} ended with ${status}: ${stderr}`, { cause: error });
  return JSON.parse(stdout);
}
