// Types, lint, format, folder arrows and cycles: everything that can be said without running the code.
import { join } from "node:path";
import { installPackages } from "./install.mjs";
import { cache, root, run, runMain, step } from "./project.mjs";

const eslintCache = ["--cache", "--cache-strategy", "content", "--cache-location", join(cache, "eslint")];
const prettierCache = ["--cache", "--cache-strategy", "content", "--cache-location", join(cache, "prettier")];
const bin = (name) => join(root, "node_modules", name);

await runMain(async () => {
  await installPackages();
  const node = (args, sentence) => run(process.execPath, args, { sentence });
  await step("types", () =>
    node([bin("typescript/bin/tsc"), "-b", "--pretty", "false"], "The sources do not compile"),
  );
  await step("types of the tests", () =>
    node(
      [bin("typescript/bin/tsc"), "-p", "test/tsconfig.json", "--pretty", "false"],
      "The tests do not compile",
    ),
  );
  await step("lint and folder arrows", () =>
    // The cache spares files that did not change; a clean checkout has none.
    node(
      [bin("eslint/bin/eslint.js"), "src", "--max-warnings", "0", ...eslintCache],
      "The linter found something",
    ),
  );
  await step("format", () =>
    node(
      [
        bin("prettier/bin/prettier.cjs"),
        ...prettierCache,
        "--check",
        "--log-level",
        "warn",
        "src",
        "test",
        "scripts",
      ],
      "Some files are not formatted; run npx prettier --write src test scripts",
    ),
  );
  await step("cycles", () =>
    node(
      [bin("madge/bin/cli.js"), "--circular", "--extensions", "js", "--no-spinner", "lib"],
      "Files import each other in a circle",
    ),
  );
});
