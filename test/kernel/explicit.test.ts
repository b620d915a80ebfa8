// examples/explicit.ipynb in a real tslab kernel: the managers one by one, as its cells say.
import { mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository, startKernel } from "../kernel-driver/index.js";

interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
}

async function cellsOf(notebook: string): Promise<string[]> {
  const text = await readFile(join(repository, "examples", notebook), "utf8");
  const { cells } = JSON.parse(text) as Notebook;
  return cells.filter((cell) => cell.cell_type === "code").map((cell) => cell.source.join(""));
}

test("the example of the managers started by hand runs as it is written", { timeout: 120_000 }, async () => {
  await mkdir(join(repository, "data"), { recursive: true });
  // Below the repository, where cells find the package.
  const folder = await mkdtemp(join(repository, "data", "explicit-"));
  const kernel = await startKernel({ cwd: folder });
  try {
    let printed = "";
    for (const cell of await cellsOf("explicit.ipynb")) {
      const { status, stdout, stderr } = await kernel.run(cell);
      expect({ status, stderr }, cell).toEqual({ status: "ok", stderr: "" });
      printed += stdout;
    }
    expect(printed).toMatch(/the run is finished: 8 of 8 learners are done/);
    expect(printed).toMatch(/0 jobs are left/);
    expect(await readdir(join(folder, "data"))).toHaveLength(8);
    const jobs = await readdir(join(folder, "running", "jobs", "local"));
    expect(jobs.filter((name) => name.endsWith(".run")).length).toBeGreaterThan(0);
    expect(await kernel.close()).toBe(0);
  } finally {
    await kernel.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
