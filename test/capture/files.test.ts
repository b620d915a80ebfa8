import { readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { captureFunctions, writeFunctions } from "../../src/capture/index.js";
import { openFunctions, ReviveError } from "../../src/capture/revive/index.js";
import { inFolder } from "./travel.js";

const large = new Float64Array(10_000).fill(2);
const roots = [1, 2, 3].map((k) => ({ learner: (x: number) => x * k + large[0]!, k }));

async function written<T>(work: (folder: string) => Promise<T>): Promise<T> {
  return inFolder(async (base) => {
    const folder = join(base, "functions");
    await writeFunctions(folder, captureFunctions(roots));
    return work(folder);
  });
}

test("a folder has three files, for its owner only", async () => {
  await written(async (folder) => {
    expect((await readdir(folder)).sort()).toEqual(["arrays.bin", "code.cjs", "records.bin"]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
  });
});

test("writing again over laxer files makes them strict", async () => {
  await written(async (folder) => {
    await rm(join(folder, "code.cjs"));
    await writeFile(join(folder, "code.cjs"), "", { mode: 0o644 });
    await writeFunctions(folder, captureFunctions(roots));
    expect((await stat(join(folder, "code.cjs"))).mode & 0o777).toBe(0o600);
  });
});

test("records are read one by one, and there is no other", async () => {
  await written(async (folder) => {
    const functions = openFunctions(folder);
    expect(functions.count).toBe(3);
    expect((functions.revive(2) as (typeof roots)[0]).learner(2)).toBe(8);
    expect(() => functions.revive(3)).toThrow(/has no functions 3: there are 3/);
    functions.close();
    functions.close();
  });
});

test.each(["code.cjs", "records.bin", "arrays.bin"])("says that %s is missing", async (name) => {
  await written(async (folder) => {
    await rm(join(folder, name));
    expect(() => (openFunctions(folder).revive(0) as (typeof roots)[0]).learner(1)).toThrow(
      new RegExp(`cannot be read from .*${name}`),
    );
  });
});

test("says that another version wrote the folder", async () => {
  await written(async (folder) => {
    const file = join(folder, "records.bin");
    const bytes = await readFile(file);
    bytes.writeUInt32LE(99, 4);
    await writeFile(file, bytes);
    expect(() => openFunctions(folder)).toThrow(
      /has format 99; this version of adaptive-scheduler reads format 2/,
    );
  });
});

test("notices code and records of two captures", async () => {
  await written(async (folder) => {
    const code = await readFile(join(folder, "code.cjs"), "utf8");
    await writeFunctions(folder, captureFunctions(roots));
    await writeFile(join(folder, "code.cjs"), code);
    expect(() => openFunctions(folder)).toThrow(/code\.cjs does not belong to the records beside it/);
  });
});

test("never makes wrong values of records cut at any byte, or with any byte changed", async () => {
  await written(async (folder) => {
    const file = join(folder, "records.bin");
    const bytes = await readFile(file);
    const use = (): unknown[] => {
      const functions = openFunctions(folder);
      try {
        return [0, 1, 2].map((index) => (functions.revive(index) as (typeof roots)[0]).learner(1));
      } finally {
        functions.close();
      }
    };
    expect(use()).toEqual([3, 4, 5]);
    for (let length = 0; length < bytes.length; length++) {
      await writeFile(file, bytes.subarray(0, length));
      expect(use).toThrow(ReviveError);
    }
    let noticed = 0;
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 0x41;
      await writeFile(file, damaged);
      // A byte of what nobody asks for is not read, and does no harm.
      let outcome: unknown;
      try {
        outcome = use();
      } catch (error) {
        outcome = error;
      }
      if (outcome instanceof ReviveError) noticed++;
      else expect(outcome).toEqual([3, 4, 5]);
    }
    expect(noticed).toBeGreaterThan(bytes.length * 0.9);
  });
});

test("notices arrays that were cut", async () => {
  await written(async (folder) => {
    await truncate(join(folder, "arrays.bin"), 100);
    expect(() => openFunctions(folder).revive(0)).not.toThrow(TypeError);
    expect(() => openFunctions(folder).revive(0)).toThrow(/arrays\.bin is shorter than it should be/);
  });
});

test("ten thousand closures share one large array and cost little each", async () => {
  const shared = new Float64Array(1_000_000).fill(1.5);
  const many = Array.from({ length: 10_000 }, (_, i) => ({ k: i, name: `c${i}` })).map(
    (c) => (x: number) => shared[1]! * x + c.k,
  );
  await inFolder(async (folder) => {
    await writeFunctions(folder, captureFunctions(many));
    expect((await stat(join(folder, "arrays.bin"))).size).toBeLessThan(8_000_000 + 4096);
    expect((await stat(join(folder, "records.bin"))).size).toBeLessThan(200 * many.length);
    const functions = openFunctions(folder);
    expect((functions.revive(9_999) as (typeof many)[0])(2)).toBe(10_002);
    functions.close();
  });
});

test("tells how far it is, up to the end", async () => {
  const many = Array.from({ length: 1001 }, (_, k) => ({ learner: () => [k, large] }));
  await inFolder(async (folder) => {
    const steps: [number, number][] = [];
    const captured = captureFunctions(many, { onProgress: (...step) => steps.push(step) });
    const read = steps.findIndex(([done]) => done === 1001);
    expect(read).toBeGreaterThan(2);
    expect(steps.slice(read + 1).length).toBeGreaterThan(0);
    expect(steps.every(([done, total], at) => total === 2002 && (at === 0 || done > steps[at - 1]![0]))).toBe(
      true,
    );
    expect(steps.at(-1)).toEqual([2002, 2002]);

    const bytes: [number, number][] = [];
    await writeFunctions(folder, captured, { onProgress: (...step) => bytes.push(step) });
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
    );
    const total = sizes.reduce((sum, size) => sum + size);
    expect(bytes.length).toBeGreaterThan(3);
    expect(bytes.at(-1)).toEqual([total, total]);
  });
});

test("small arrays are kept as they were when captured", async () => {
  const small = new Float64Array([1, 2]);
  await inFolder(async (folder) => {
    const captured = captureFunctions([() => small[0]]);
    small[0] = 9;
    await writeFunctions(folder, captured);
    const functions = openFunctions(folder);
    expect((functions.revive(0) as () => number)()).toBe(1);
    functions.close();
  });
});

test("a record keeps what JSON would lose, and its key __proto__", async () => {
  const values = [
    [1.5, "x", true, null],
    [-0, NaN, Infinity, undefined, 10n],
    { a: 1, list: [{ b: undefined }] },
    JSON.parse('{"__proto__": 1, "toJSON": 2, "\\ud800": "\\ud800\\u2028é"}') as unknown,
    Array.from({ length: 100 }, (_, k) => k / 3),
  ];
  await inFolder(async (folder) => {
    await writeFunctions(folder, captureFunctions(values));
    const functions = openFunctions(folder);
    for (const [index, value] of values.entries()) expect(functions.revive(index)).toStrictEqual(value);
    expect(Object.keys(functions.revive(3) as object)).toContain("__proto__");
    functions.close();
  });
});
