import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SharedQuery, type Answer } from "../../src/scheduler/batch/shared-query.js";

let folder: string;
let now = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "query-"));
  now = 1_000_000;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function query(ask: (previous: Answer | null) => Promise<string>): SharedQuery {
  return new SharedQuery({
    path: join(folder, "cache", "queue.json"),
    minIntervalMs: 60_000,
    timeoutMs: 1000,
    ask,
    now: () => now,
  });
}

describe("a query that all share", () => {
  it("is made once, however many ask at once", async () => {
    let asked = 0;
    const all = Array.from({ length: 10 }, () => query(async () => `answer ${++asked}`));
    const answers = await Promise.all(all.flatMap((one) => [one.get(), one.get()]));
    expect(new Set(answers.map((answer) => answer.text))).toEqual(new Set(["answer 1"]));
    now += 59_999;
    expect((await all[3]!.get()).text).toBe("answer 1");
    now += 1;
    expect((await all[4]!.get()).text).toBe("answer 2");
    expect(await readdir(join(folder, "cache"))).toEqual(["queue.json"]);
  });

  it("is made less often when answers are slow", async () => {
    let asked = 0;
    const one = query(async () => {
      now += 20_000;
      return `answer ${++asked}`;
    });
    await one.get();
    now += 99_999 - 20_000;
    expect((await one.get()).text).toBe("answer 1");
    now += 1;
    expect((await one.get()).text).toBe("answer 2");
  });

  it("is not made again at once when it failed, and the last good answer stays", async () => {
    let asked = 0;
    const one = query(async (previous) => {
      asked++;
      if (asked === 2) throw new Error(`no answer after ${String(previous?.text)}`);
      return `answer ${asked}`;
    });
    await one.get();
    now += 60_000;
    await expect(one.get()).rejects.toThrow("no answer after answer 1");
    await expect(query(async () => "x").get()).rejects.toThrow("no answer after answer 1");
    expect(asked).toBe(2);
    expect((await one.last())?.text).toBe("answer 1");
    now += 60_000;
    expect((await one.get()).text).toBe("answer 3");
  });

  it("goes on after whoever asked was killed, and after the clock was set back", async () => {
    const one = query(async () => "fresh");
    await one.get();
    now -= 500_000;
    // No process has this pid.
    await writeFile(join(folder, "cache", "queue.json.refresh"), "99999999");
    expect(await one.get()).toEqual({ askedAt: now, text: "fresh" });
    await writeFile(join(folder, "cache", "queue.json"), "{broken");
    expect((await one.get()).text).toBe("fresh");
  });
});
