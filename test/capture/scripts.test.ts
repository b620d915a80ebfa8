import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { repository } from "../kernel-driver/index.js";

const folder = join(repository, "test/capture/scripts");
const run = promisify(execFile);

describe.each(["esm.mjs", "sloppy.cjs", "strict.cjs"])(
  "functions of %s give the same on a worker",
  (name) => {
    const file = join(folder, name);
    const names = [...readFileSync(file, "utf8").matchAll(/^ {2}"([^"]+)":/gm)].map((match) => match[1]!);
    let outcomes: Record<string, { home: string; worker: string }>;

    beforeAll(async () => {
      const { stdout, stderr } = await run(process.execPath, [join(folder, "run.cjs"), file], {
        cwd: repository,
      });
      const line = stdout.split("\n").find((one) => one.startsWith("@@"));
      if (line === undefined) throw new Error(`${stdout}${stderr}`);
      outcomes = JSON.parse(line.slice(2)) as typeof outcomes;
    });

    test.each(names)("%s", (one) => {
      expect(outcomes[one]!.worker).toBe(outcomes[one]!.home);
    });
  },
);
