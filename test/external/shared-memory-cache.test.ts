import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { sharedMemoryCache } from "../../src/external/shared-memory-cache.js";

const name = `test-${process.pid}`;
const folder = join(
  existsSync("/dev/shm") ? "/dev/shm" : tmpdir(),
  `adaptive-scheduler-${userInfo().uid}`,
  name,
);
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a cache in shared memory", () => {
  it("keeps results by the value of all arguments", () => {
    let calls = 0;
    const cached = sharedMemoryCache((a: { x: number }, b: number = 0) => [a.x + b, ++calls], { name });
    expect(cached({ x: 1 })).toEqual([1, 1]);
    expect(cached({ x: 1 })).toEqual([1, 1]);
    expect(cached({ x: 1 }, 2)).toEqual([3, 2]);
    const nothing = sharedMemoryCache((): unknown => void calls++, { name: `${name}-b` });
    expect([nothing(), nothing(), calls]).toEqual([undefined, undefined, 3]);
    rmSync(`${folder}-b`, { recursive: true });
  });

  it("keeps what promises resolve to, and no failures", async () => {
    let calls = 0;
    const cached = sharedMemoryCache(
      async (x: number) => (++calls === 1 ? Promise.reject(new Error("first")) : x),
      { name },
    );
    await expect(cached(1)).rejects.toThrow("first");
    expect([await cached(1), await cached(1), calls]).toEqual([1, 1, 2]);
  });

  it("forgets what was used least lately, and computes again what cannot be kept", () => {
    const calls: number[] = [];
    const cached = sharedMemoryCache((x: number) => void calls.push(x), { name, cacheSize: 3 });
    for (let x = 0; x < 6; x++) cached(x);
    expect(readdirSync(folder)).toHaveLength(3);
    const functions = sharedMemoryCache((x: number) => (calls.push(x), () => x), { name });
    expect([functions(100)(), functions(100)()]).toEqual([100, 100]);
    expect(calls.filter((x) => x === 100)).toHaveLength(2);
    expect(() => sharedMemoryCache(() => 1, { cacheSize: -1 })).toThrow(/whole number/);
    expect(() => sharedMemoryCache(() => 1, { size: 1 } as never)).toThrow(/no option "size"/);
  });

  it("is seen by other processes", () => {
    const library = new URL("../../lib/external/shared-memory-cache.js", import.meta.url);
    if (!existsSync(library))
      throw new Error("lib/external is not built: run `npx tsc -b src/external` first.");
    sharedMemoryCache((x: number) => `made by the first, ${x}`, { name })(7);
    const code = `import { sharedMemoryCache } from ${JSON.stringify(library.href)};
      console.log(sharedMemoryCache((x) => "made again", { name: ${JSON.stringify(name)} })(7));`;
    expect(execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" })).toBe(
      "made by the first, 7\n",
    );
  });
});
