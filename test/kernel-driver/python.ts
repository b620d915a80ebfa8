import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Finds the Python of the tests: `ADAPTIVE_TEST_PYTHON`, or the environment that `npm test` makes. */
export function testPython(): string {
  const path = process.env["ADAPTIVE_TEST_PYTHON"] ?? join(repository, ".venv-test", "bin", "python");
  if (!existsSync(path)) {
    throw new Error(
      `The Python of the tests is missing: ${path}. Run \`npm test\`, which makes it, or name one in ADAPTIVE_TEST_PYTHON.`,
    );
  }
  return path;
}
