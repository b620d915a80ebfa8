import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { captureFunctions, writeFunctions } from "../../lib/capture/index.js";
import { threadPredicate } from "../../lib/manager/thread-predicate.js";

const program = fileURLToPath(new URL("../../lib/worker/worker.cjs", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adaptive-predicate-"));
  const word = "bad";
  const killOnError = async (lines: string[]): Promise<boolean> => {
    if (lines[0] === "never") await new Promise(() => undefined);
    if (lines[0] === "endless") for (;;);
    if (lines[0] === "leave") process.exit(3);
    if (lines[0] === "throw") throw new RangeError("no such line");
    return lines.some((line) => line.includes(word));
  };
  await writeFunctions(join(folder, "functions"), captureFunctions([{ killOnError }]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a captured predicate is asked again and again, whatever became of it before", async () => {
  const thread = threadPredicate({ program, functions: join(folder, "functions"), record: 0 }, 3000);
  try {
    expect(await thread.predicate(["good"])).toBe(false);
    expect(await thread.predicate(["good", "very bad"])).toBe(true);
    await expect(thread.predicate(["throw"])).rejects.toThrow(/no such line/);
    expect(await thread.predicate(["bad"])).toBe(true);
    for (const word of ["never", "endless"])
      await expect(thread.predicate([word])).rejects.toThrow(/it took longer than 3 s for one log/);
    expect(await thread.predicate(["bad"])).toBe(true);
    await expect(thread.predicate(["leave"])).rejects.toThrow(/it ended its thread with code 3/);
    expect(await thread.predicate(["good"])).toBe(false);
  } finally {
    thread.close();
  }
});
