// npm test: installs what the tests need, builds, and runs them all. Arguments choose test files.
// Ends with one line: "N passed, N failed".
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { build, buildExtension } from "./build.mjs";
import {
  environments,
  installNodes,
  installPackages,
  installPython,
  installSystemPackages,
  pythonOf,
} from "./install.mjs";
import { cache, root, runMain } from "./project.mjs";

const report = join(cache, "test-report.json");

function runTests(files, nodes) {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const args = [
    vitest,
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...files,
  ];
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      ADAPTIVE_TEST_PYTHON: pythonOf(environments.test),
      ADAPTIVE_TEST_NODES: nodes.join(":"),
    };
    const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit", env });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** Counts of the report; a file that did not even load is a failure. */
function countTests() {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  const broken = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

await runMain(async () => {
  await installPackages();
  await installSystemPackages(["chromium", "strace", "procps", "util-linux"]);
  await installPython(environments.test, "Python environment with JupyterLab and the peers");
  const nodes = await installNodes();
  await build();
  await buildExtension(environments.test);
  mkdirSync(cache, { recursive: true });
  rmSync(report, { force: true });
  const code = await runTests(process.argv.slice(2), nodes);
  const { passed, failed } = countTests();
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = code === 0 && failed === 0 && passed > 0 ? 0 : 1;
});
