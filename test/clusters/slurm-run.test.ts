import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readCheckpoint } from "../../src/checkpoint/index.js";
import type { Snapshot } from "../../src/protocol/index.js";
import { canStartSlurm, startSlurm, type SlurmCluster } from "./slurm.js";

const program = fileURLToPath(new URL("run-on-slurm.mjs", import.meta.url));
const library = fileURLToPath(new URL("../../lib/index.js", import.meta.url));
const exec = promisify(execFile);

describe.runIf(canStartSlurm)("a run on a real Slurm", () => {
  let cluster: SlurmCluster;
  let folder: string;
  let since: number;

  beforeAll(async () => {
    if (!existsSync(library))
      throw new Error("The library is not built: run `npm test`, or `node scripts/build.mjs` first.");
    cluster = await startSlurm(2);
  });
  afterAll(() => cluster.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slurm-learners-"));
    since = (await cluster.calls()).length;
  });
  afterEach(async () => {
    await cluster.command("scancel", "--user=root");
    await rm(folder, { recursive: true, force: true });
  });

  async function run(learners: number, msPerPoint: number): Promise<Snapshot> {
    const env = { ...process.env, ...cluster.env, XDG_CACHE_HOME: join(folder, "cache") };
    const { stdout } = await exec(process.execPath, [program, String(learners), String(msPerPoint)], {
      cwd: folder,
      env,
    });
    return JSON.parse(stdout.trim().split("\n").at(-1)!) as Snapshot;
  }

  const calls = async (name: string) =>
    (await cluster.calls()).slice(since).filter(([called]) => called === name);

  /** All goals met, and no point twice. */
  async function checkFiles(count: number): Promise<void> {
    const names = await readdir(join(folder, "data"));
    expect(names).toHaveLength(count);
    for (const name of names) {
      const { points } = await readCheckpoint(join(folder, "data", name));
      expect(points.length).toBeGreaterThanOrEqual(100);
      expect(new Set(points).size).toBe(points.length);
    }
  }

  async function causes(): Promise<string[]> {
    const runFolder = join(folder, "runs/run");
    const journals = (await readdir(runFolder)).filter((name) => name.startsWith("journal."));
    const texts = await Promise.all(journals.map((name) => readFile(join(runFolder, name), "utf8")));
    const lines = texts.flatMap((text) => text.split("\n").filter(Boolean));
    return lines
      .map((line) => JSON.parse(line) as { type: string; cause: string })
      .flatMap(({ type, cause }) => (type === "jobEnded" ? [cause] : []));
  }

  it("submits 200 learners at once and asks the scheduler seldom", async () => {
    const snapshot = await run(200, 0);
    expect(snapshot.status).toBe("finished");
    await checkFiles(200);
    expect((await calls("sbatch")).length).toBeLessThanOrEqual(2);
  }, 180_000);

  it("submits once when the answer of sbatch is lost and squeue says nothing", async () => {
    await cluster.fault("sbatch", "lie", 1);
    await cluster.fault("squeue", "empty", 2);
    const snapshot = await run(20, 20);
    expect(snapshot).toMatchObject({ status: "finished", jobs: { submitted: 20 } });
    expect(await calls("sbatch")).toHaveLength(1);
    await checkFiles(20);
  }, 180_000);

  it("goes on after a node is lost and a job is cancelled from outside", async () => {
    const running = run(20, 100);
    let rows: string[] = [];
    while (rows.length < 12) {
      await delay(200);
      rows = (await cluster.command("squeue", "-h", "-t", "R", "-o", "%i %N")).split("\n").filter(Boolean);
    }
    const elsewhere = rows.find((row) => !row.endsWith(" n1"))!;
    await cluster.command("scancel", elsewhere.split(" ")[0]!);
    await cluster.killNode(1);
    const snapshot = await running;
    expect(snapshot).toMatchObject({ status: "finished", learners: { done: 20, failed: 0 } });
    await checkFiles(20);
    const ends = await causes();
    expect(ends).toContain("node");
    expect(ends).toContain("cancelled");
    expect(ends).not.toContain("code");
    expect(ends).not.toContain("unknown");
    await cluster.restoreNode(1);
  }, 180_000);
});
