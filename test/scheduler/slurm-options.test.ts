import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { resolveResources } from "../../src/scheduler/resources.js";
import { environmentLines } from "../../src/scheduler/script-parts.js";
import { writeJobIds } from "../../src/scheduler/slurm/cancel.js";

describe("variables of a job", () => {
  it("fill in others, unless they stand in single quotes", () => {
    const extraEnvVars = [
      "BASE=/opt",
      "LIST=$BASE/bin:b",
      "TITLE='$5 a \"day\"'",
      'SAID="a $BASE b"',
      'PLAIN=it\'s "5" `x` \\',
      "EMPTY=",
    ];
    const lines = environmentLines(resolveResources({ extraEnvVars }, 0)).join("\n");
    const names = extraEnvVars.map((variable) => variable.split("=")[0]!);
    const shown = `${lines}\nprintf '%s\\n' ${names.map((name) => `"$${name}"`).join(" ")}`;
    expect(execFileSync("bash", ["-c", shown], { encoding: "utf8" }).split("\n")).toEqual([
      "/opt",
      "/opt/bin:b",
      '$5 a "day"',
      "a /opt b",
      'it\'s "5" `x` \\',
      "",
      "",
    ]);
  });
});

describe("ids for a command line", () => {
  it("are short for tasks of an array", () => {
    expect(writeJobIds(["8", "7_3", "7_1", "7_0", "9_4", "7_5", "7_2", "7_3"])).toEqual([
      "8",
      "7_[0-3,5]",
      "9_4",
    ]);
  });
});
