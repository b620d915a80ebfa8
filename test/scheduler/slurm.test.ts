import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defaultScheduler, SLURM, type SlurmOptions, type SubmitRequest } from "../../src/scheduler/index.js";
import { canStartSlurm, startSlurm, type SlurmCluster } from "../clusters/slurm.js";

if (!canStartSlurm)
  console.warn("The tests on a real Slurm are left out: they need root, to install and start it.");

describe.runIf(canStartSlurm)("SLURM on a real cluster", { timeout: 180_000 }, () => {
  let cluster: SlurmCluster;
  let runFolder: string;
  const before = { ...process.env };

  beforeAll(async () => {
    cluster = await startSlurm(1);
    Object.assign(process.env, cluster.env);
  });
  afterAll(async () => {
    await cluster.stop();
    for (const name of Object.keys(cluster.env)) delete process.env[name];
    Object.assign(process.env, before);
  });
  beforeEach(async () => {
    runFolder = await mkdtemp(join(tmpdir(), "slurm-run-"));
    process.env["XDG_CACHE_HOME"] = join(runFolder, "cache");
  });
  afterEach(async () => {
    await cluster.command("scancel", "--user=root");
    await until(async () => (await cluster.command("squeue", "-h")).trim() === "");
    await rm(runFolder, { recursive: true, force: true });
  });

  /** Asks the queue at each call, for tests that wait for what it says. */
  const slurm = (options: SlurmOptions = {}): SLURM => new SLURM({ pollInterval: 0.001, ...options });

  let tokens = 0;
  const request = (scheduler: SLURM, script: string, count = 1, index = 0): SubmitRequest => ({
    token: `t${++tokens}x`,
    jobName: "run",
    count,
    runFolder,
    cwd: runFolder,
    resources: scheduler.resources(index),
    command: ["/bin/bash", "-c", script],
  });

  const WAIT = 'while [ ! -e go ]; do sleep 0.1; done; echo "done $ADAPTIVE_SCHEDULER_JOB_ID"';

  async function until<T>(look: () => Promise<T | false | null | undefined>): Promise<T> {
    for (;;) {
      const found = await look();
      if (found) return found;
      await delay(100);
    }
  }

  const untilStates = (scheduler: SLURM, state: string, count: number) =>
    until(
      async () => (await scheduler.queue(runFolder)).filter((row) => row.state === state).length === count,
    );

  const untilEnded = (scheduler: SLURM, jobIds: readonly string[]) =>
    until(async () => {
      await scheduler.queue(runFolder);
      const ended = await scheduler.ended(jobIds, runFolder);
      return ended.length === jobIds.length && ended;
    });

  const calls = async (name: string, since: number) =>
    (await cluster.calls()).slice(since).filter(([called]) => called === name);

  it("submits equal jobs as one array, and each writes into its log under its id", async () => {
    const scheduler = slurm();
    const since = (await cluster.calls()).length;
    const { jobIds } = await scheduler.submit(request(scheduler, WAIT, 5));
    expect(await calls("sbatch", since)).toHaveLength(1);
    await untilStates(scheduler, "running", 5);
    expect((await scheduler.queue(runFolder))[0]).toMatchObject({
      name: `run-t${tokens}x`,
      nodes: expect.stringMatching(/^n\d$/),
    });
    await writeFile(join(runFolder, "go"), "");
    expect((await untilEnded(scheduler, jobIds)).map((job) => job.cause)).toEqual(Array(5).fill("finished"));
    for (const jobId of jobIds)
      expect(await readFile(join(runFolder, "logs", `${jobId}.jsonl`), "utf8")).toBe(`done ${jobId}\n`);
  });

  it("splits an array at the site's limit", async () => {
    const scheduler = slurm();
    await scheduler.partitions();
    const site = join(runFolder, "cache/adaptive-scheduler");
    const { readdir } = await import("node:fs/promises");
    const name = (await readdir(site)).find((file) => file.endsWith(".site.json"))!;
    const text = await readFile(join(site, name), "utf8");
    await writeFile(join(site, name), text.replace(/"maxArraySize":\d+/, '"maxArraySize":3'));
    const again = slurm();
    const { jobIds } = await again.submit(request(again, "true", 7));
    expect(new Set(jobIds.map((jobId) => jobId.split("_")[0])).size).toBe(3);
    expect((await untilEnded(again, jobIds)).map((job) => job.cause)).toEqual(Array(7).fill("finished"));
  });

  it("tells why jobs ended", async () => {
    const scheduler = slurm({ time: "00:01:00" });
    const [failed, killed, exits] = [
      await scheduler.submit(request(scheduler, "exit 3")),
      await scheduler.submit(request(scheduler, "kill -9 $$")),
      await scheduler.submit(request(scheduler, WAIT, 2)),
    ].map((one) => one.jobIds) as [string[], string[], string[]];
    expect(await untilEnded(scheduler, failed)).toMatchObject([
      { cause: "code", detail: expect.stringContaining("exit code 3") },
    ]);
    expect(await untilEnded(scheduler, killed)).toMatchObject([
      { cause: "unknown", detail: expect.stringContaining("SIGKILL") },
    ]);
    await untilStates(scheduler, "running", 2);
    await cluster.command("scancel", exits[0]!);
    expect(await untilEnded(scheduler, [exits[0]!])).toMatchObject([{ cause: "cancelled" }]);
  });

  it("tells a job that lost its node, and one that was preempted", async () => {
    const scheduler = slurm({ nodes: 1, coresPerNode: 8, exclusive: true });
    const { jobIds } = await scheduler.submit(request(scheduler, WAIT, 4));
    await untilStates(scheduler, "running", 4);
    const rows = await scheduler.queue(runFolder);
    const victim = rows.find((row) => row.nodes === "n2")!.jobId;
    await cluster.killNode(2);
    expect(await untilEnded(scheduler, [victim])).toMatchObject([{ cause: "node" }]);
    const urgent = slurm({ nodes: 1, coresPerNode: 8, partition: "urgent" });
    await urgent.submit(request(urgent, WAIT));
    const ended = await until(async () => {
      await scheduler.queue(runFolder);
      const found = await scheduler.ended(jobIds, runFolder);
      return found.length === 2 && found;
    });
    expect(ended.map((job) => job.cause).sort()).toEqual(["node", "preempted"]);
    await cluster.restoreNode(2);
  });

  it("tells a job that reached its wall time", async () => {
    const scheduler = slurm({ partition: "short", time: 60 });
    const { jobIds } = await scheduler.submit(request(scheduler, "sleep 1000"));
    await untilStates(scheduler, "running", 1);
    expect(await untilEnded(scheduler, jobIds)).toMatchObject([{ cause: "walltime" }]);
  }, 180_000);

  it("finds a submission whose answer was lost, and none that was not made", async () => {
    const scheduler = slurm();
    const lost = request(scheduler, WAIT, 3);
    await cluster.fault("sbatch", "lie", 1);
    await expect(scheduler.submit(lost)).rejects.toMatchObject({
      code: "submit-failed",
      message: expect.stringContaining("timed out"),
    });
    const found = await until(() => scheduler.find(lost));
    expect(found).toHaveLength(3);
    expect(await slurm().find({ ...lost, token: "never" })).toEqual([]);
    const refused = request(scheduler, WAIT);
    await cluster.fault("sbatch", "fail", 1);
    await expect(scheduler.submit(refused)).rejects.toThrow(/Unable to contact/);
    // Too early to say; what was submitted may not show yet.
    expect(await scheduler.find(refused)).toBeNull();
    let now = Date.now() + 11_000;
    const later = new SLURM({ pollInterval: 0.001 }, { now: () => now++ });
    expect(await later.find(refused)).toBeNull();
    now += 120_000;
    expect(await later.find(refused)).toEqual([]);
    await cluster.command("scancel", "--user=root");
  });

  it("decides nothing on an answer that fails, is empty, cut or late", async () => {
    const patient = slurm();
    await patient.submit(request(patient, WAIT, 6));
    await untilStates(patient, "running", 6);
    const scheduler = new SLURM({ pollInterval: 0.001 }, { timeoutMs: 2000 });
    for (const mode of ["fail", "empty", "half", "cut", "hang"] as const) {
      await cluster.fault("squeue", mode, 1);
      const error = await until(() =>
        scheduler.queue(runFolder).then(
          () => null,
          (thrown: unknown) => thrown,
        ),
      );
      expect(error, mode).toMatchObject({ code: "queue-failed" });
      const rows = await until(() => scheduler.queue(runFolder).catch(() => null));
      expect(rows, mode).toHaveLength(6);
    }
  });

  it("is asked once for all runs of a user", async () => {
    const all = Array.from({ length: 5 }, () => new SLURM({ pollInterval: 60 }));
    const since = (await cluster.calls()).length;
    const { jobIds } = await all[0]!.submit(request(all[0]!, WAIT, 2));
    await Promise.all(
      all.flatMap((one) => [one.queue(), one.queue(runFolder), one.ended(jobIds, runFolder)]),
    );
    expect(await calls("squeue", since)).toHaveLength(1);
    const counted = all.map((one) => one.commands["squeue"]);
    expect(counted.reduce((a, b) => a! + b!, 0)).toBe(1);
    // Submitted since the answer: not in it, and yet in the queue.
    const { jobIds: more } = await all[1]!.submit(request(all[1]!, WAIT));
    expect((await all[1]!.queue(runFolder)).map((row) => row.jobId)).toContain(more[0]);
    expect(await calls("squeue", since)).toHaveLength(1);
  });

  it("cancels its own jobs and no others, by id or by name, also from another process", async () => {
    const scheduler = slurm();
    const foreign = (
      await cluster.command(
        "sbatch",
        "--parsable",
        "--job-name=run-t1y",
        "--output=/dev/null",
        "--wrap",
        "sleep 1000",
      )
    ).trim();
    const { jobIds } = await scheduler.submit(request(scheduler, WAIT, 40));
    await untilStates(scheduler, "running", 31);
    const other = slurm();
    await other.cancel([jobIds[0]!, jobIds[39]!, foreign, "99999_3", "run-t1y", "nonsense"], runFolder);
    await until(async () => (await scheduler.queue(runFolder)).length === 38);
    const ended = await untilEnded(scheduler, [jobIds[0]!, jobIds[39]!]);
    expect(ended.map((job) => job.cause)).toEqual(["cancelled", "cancelled"]);
    const since = (await cluster.calls()).length;
    await slurm().cancel([`run-t${tokens}x`], runFolder);
    expect(await calls("scancel", since)).toHaveLength(1);
    await until(async () => (await scheduler.queue(runFolder)).length === 0);
    expect(await cluster.command("squeue", "-h", "-o", "%i")).toBe(`${foreign}\n`);
  });

  it("knows jobs that another process submitted once it has adopted their run, and cancels them by its name", async () => {
    const scheduler = slurm();
    await scheduler.submit(request(scheduler, WAIT, 3));
    await scheduler.submit(request(scheduler, WAIT));
    const other = slurm();
    await other.cancel(["run"]);
    expect(await other.queue()).toEqual([]);
    other.adopt(runFolder);
    expect(await other.queue()).toHaveLength(4);
    await other.cancel(["other"]);
    expect(await other.queue()).toHaveLength(4);
    await other.cancel(["run"]);
    await until(async () => (await other.queue()).length === 0);
  });

  it("checks the partition, and is the default where it is", async () => {
    expect((await slurm().partitions()).map((one) => one.name)).toEqual(["debug", "short", "urgent"]);
    expect(() => slurm({ partition: "fast" }).resources(0)).toThrow(
      /no partition "fast".*debug, short, urgent/,
    );
    expect(() => slurm({ cores: 10 }).resources(3)).toThrow(
      /learner 3 needs 10 cores on one node, and the largest of partition "debug" has 8/,
    );
    expect(slurm({ cores: 10, executor: "nodes" }).resources(0).cores).toBe(10);
    expect(() => slurm({ nodes: 2, coresPerNode: 9 }).resources(0)).toThrow(/needs 9 cores on one node/);
    expect(slurm({ partition: ["debug", "short"] }).resources(1).partition).toBe("short");
    expect(defaultScheduler({ cores: 2 })).toBeInstanceOf(SLURM);
    expect(defaultScheduler({ cores: 2 }, { PATH: "/nowhere" }).kind).toBe("local");
    expect(() => new SLURM({ queue: "x" } as never)).toThrow(/no option "queue"/);
  });
});
