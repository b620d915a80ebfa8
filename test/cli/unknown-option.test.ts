import { expect, test } from "vitest";
import { unknownOption } from "../../src/cli/unknown-option.js";

const args = {
  runFolder: { type: "positional" },
  "sys-prefix": { type: "boolean" },
  prefix: { type: "string", alias: "p" },
} as const;

test.each([
  [["--sys-prefix"]],
  [["--no-sys-prefix", "runs/a-b"]],
  [["-p", "/env"]],
  [["--prefix=/env", "--help"]],
  [["--", "--bogus"]],
  [["-1"]],
])("%s is known", (words) => expect(unknownOption("install", words, args)).toBeNull());

test("an unknown option is named, with those that there are", () => {
  expect(unknownOption("install", ["--prefix", "/env", "--sysprefix"], args)).toBe(
    "install has no option --sysprefix; its options are --sys-prefix, --prefix.",
  );
  expect(unknownOption("status", ["-q"], {})).toBe("status has no option -q; it has none.");
});
