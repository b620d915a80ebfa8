// Whole runs on a real Slurm, each with a fault of its own: the first ones at once on one cluster, with commands that are
// faulty for one run alone; then those that befall nodes and controller.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RunManager } from "../../lib/index.js";
import { someSaved, until } from "../integration/rig.js";
import { canStartSlurm, startSlurm, type SlurmCluster } from "./slurm.js";
import { SlurmRig, withSlurmRun } from "./slurm-rig.js";

describe.runIf(canStartSlurm)("a run on a real Slurm with faults", { timeout: 180_000 }, () => {
  let cluster: SlurmCluster;
  beforeAll(async () => {
    // A controller that is down is noticed after 4 s instead of 30; a job that takes too much memory is killed.
    cluster = await startSlurm(3, {
      MESSAGE_TIMEOUT: "5",
      SELECT: "CR_Core_Memory",
      EXTRA_CONF: [
        "DefMemPerCPU=1900",
        "JobAcctGatherType=jobacct_gather/linux",
        "JobAcctGatherParams=OverMemoryKill",
        "JobAcctGatherFrequency=task=2",
      ].join("\n"),
    });
  });
  afterAll(() => cluster.stop());

  const slow = { learners: 5, goal: 60, pointMs: 100 };

  describe.concurrent("of its commands", () => {
    it.each(["fail", "empty", "half", "cut"] as const)("squeue: %s", async (mode) =>
      withSlurmRun(await SlurmRig.on(cluster, slow), async (rig) => {
        await rig.commands.fault("squeue", mode, 3);
        await rig.startKernel();
        await until(async () => (await rig.calls("squeue")).length > 4, "answers after the faulty ones");
        const last = await rig.end(["finished"]);
        expect((await rig.calls("squeue")).filter((call) => call === mode)).toHaveLength(3);
        expect(await rig.calls("sbatch")).toEqual(["ok"]);
        expect(last.jobs.submitted).toBe(5);
        expect(await rig.repeated()).toBe(0);
      }),
    );

    it("squeue: says nothing for a minute, which delays nobody", async () =>
      withSlurmRun(await SlurmRig.on(cluster, slow), async (rig) => {
        await rig.commands.fault("squeue", "hang", 1);
        const started = Date.now();
        await rig.startKernel();
        const last = await rig.end(["finished"]);
        expect(Date.now() - started).toBeLessThan(50_000);
        expect((await rig.calls("squeue"))[0]).toBe("hang");
        expect(last.jobs.submitted).toBe(5);
        expect(await rig.repeated()).toBe(0);
      }));

    it("sbatch: submits, and says that it failed", async () =>
      withSlurmRun(await SlurmRig.on(cluster, slow), async (rig) => {
        await rig.commands.fault("sbatch", "lie", 1);
        await rig.startKernel();
        const last = await rig.end(["finished"]);
        expect(await rig.calls("sbatch")).toEqual(["lie"]);
        expect(last.jobs.submitted).toBe(5);
        expect(await rig.repeated()).toBe(0);
      }));

    it("sbatch: fails once, then submits once", async () =>
      withSlurmRun(await SlurmRig.on(cluster, slow), async (rig) => {
        await rig.commands.fault("sbatch", "fail", 1);
        await rig.startKernel();
        const last = await rig.end(["finished"]);
        expect(await rig.calls("sbatch")).toEqual(["fail", "ok"]);
        expect(last.jobs.submitted).toBe(5);
        expect(await rig.repeated()).toBe(0);
      }));
  });

  describe.concurrent("of its jobs", () => {
    it("a job cancelled by hand gives its learner to another, submitted at once", async () =>
      withSlurmRun(
        await SlurmRig.on(cluster, { ...slow, options: { jobManagerInterval: 60 } }),
        async (rig) => {
          await rig.startKernel();
          await someSaved(rig);
          const [victim, other] = await rig.running(5);
          const saved = await rig.allSaved();
          const victims = [victim!.jobId, other!.jobId];
          await cluster.command("scancel", ...victims);
          const cancelledAt = Date.now();
          const last = await rig.end(["cancelled", "finished"], saved);
          expect(last.jobs.causes.cancelled).toBe(2);
          // Not at the next turn, and both as one array.
          expect(last.jobs.submitted).toBe(7);
          const [, again] = await rig.commands.times("sbatch");
          expect(again! - cancelledAt).toBeLessThan(15_000);
          expect(await rig.calls("sbatch")).toEqual(["ok", "ok"]);
          // It saves before it ends.
          expect(await rig.repeated()).toBe(0);
        },
      ));

    it("a job stops before its wall time, and another goes on", async () =>
      withSlurmRun(
        await SlurmRig.on(cluster, { learners: 3, goal: 100, pointMs: 200 }, { time: 20 }),
        async (rig) => {
          await rig.startKernel();
          const saved = await someSaved(rig);
          const last = await rig.end(["finished", "walltime"], saved);
          expect(last.jobs.causes.walltime).toBeGreaterThanOrEqual(3);
          expect(await rig.repeated()).toBe(0);
        },
      ));

    it("a job that takes too much memory is killed, told as that, and another goes on", async () =>
      withSlurmRun(await SlurmRig.on(cluster, { ...slow, hungry: true }, { memory: "600M" }), async (rig) => {
        await rig.startKernel();
        const saved = await someSaved(rig);
        const last = await rig.end(["finished", "memory"], saved);
        expect(last.jobs.causes.memory).toBe(1);
        // The points since the last save, which was at most 0.3 s before.
        expect(await rig.repeated()).toBeLessThanOrEqual(5);
      }));

    it("a killed kernel: jobs and manager go on, another notebook attaches", async () =>
      withSlurmRun(await SlurmRig.on(cluster, slow), async (rig) => {
        const kernel = await rig.startKernel();
        const saved = await someSaved(rig);
        kernel.kill("SIGKILL");
        const run = await RunManager.attach(rig.runFolder);
        expect((await run.finished).status).toBe("finished");
        expect(await run.loadLearners()).toEqual({ loaded: 5, missing: 0 });
        await run.close();
        const last = await rig.end(["finished"], saved);
        expect(last.jobs.submitted).toBe(5);
        expect(await rig.repeated()).toBe(0);
      }));

    it("a killed manager: jobs compute on, the next one submits none anew", async () =>
      withSlurmRun(await SlurmRig.on(cluster, slow), async (rig) => {
        await rig.startKernel();
        const saved = await someSaved(rig);
        const { generation } = rig.endpoint()!;
        rig.killManager();
        await until(() => rig.endpoint()!.generation > generation, "the next manager");
        const last = await rig.end(["finished"], saved);
        expect(await rig.calls("sbatch")).toEqual(["ok"]);
        expect(last.jobs.submitted).toBe(5);
        expect(await rig.repeated()).toBe(0);
      }));
  });

  it("asks the queue once for two runs of a user, each with a manager of its own", async () =>
    withSlurmRun(await SlurmRig.on(cluster, slow, { pollInterval: 3 }), async (one) =>
      withSlurmRun(await SlurmRig.on(cluster, slow, { pollInterval: 3 }, one.cache), async (other) => {
        await Promise.all([one.startKernel(), other.startKernel()]);
        const [first, second] = await Promise.all([one.end(["finished"]), other.end(["finished"])]);
        expect(first.manager.pid).not.toBe(second.manager.pid);
        const times = [...(await one.commands.times("squeue")), ...(await other.commands.times("squeue"))];
        times.sort((a, b) => a - b);
        expect(times.length).toBeGreaterThan(1);
        // The start of a command is logged a little after it was decided on.
        for (const [k, at] of times.slice(1).entries()) expect(at - times[k]!).toBeGreaterThan(2500);
      }),
    ));

  it("goes on after a node is lost and jobs are preempted, none of which counts as a failure", async () =>
    withSlurmRun(await SlurmRig.on(cluster, { learners: 20, goal: 60, pointMs: 150 }), async (rig) => {
      await rig.startKernel();
      await someSaved(rig);
      const nodes = new Set((await rig.running(20)).map(({ node }) => node));
      const [lost, taken] = [...nodes].map((node) => Number(node.slice(1)));
      const saved = await rig.allSaved();
      await cluster.killNode(lost!);
      const urgent = ["--partition=urgent", `--nodelist=n${taken!}`, "--exclusive", "--output=/dev/null"];
      const id = (await cluster.command("sbatch", "--parsable", ...urgent, "--wrap", "sleep 2")).trim();
      const last = await rig.end(["finished", "node", "preempted"], saved);
      // Points since the last save, and those in evaluation, on a node that lost its power.
      const { node = 0, preempted = 0 } = last.jobs.causes;
      expect(await rig.repeated()).toBeLessThanOrEqual(10 * node);
      expect(last.jobs.submitted - node - preempted).toBeLessThanOrEqual(20);
      expect(await cluster.command("squeue", "-h", "-j", id).catch(() => "")).toBe("");
      await cluster.restoreNode(lost!);
    }));

  it("computes on while the controller is down, says so, and submits nothing twice", async () =>
    withSlurmRun(await SlurmRig.on(cluster, { learners: 6, goal: 200, pointMs: 150 }), async (rig) => {
      await rig.startKernel();
      const run = await RunManager.attach(rig.runFolder);
      await someSaved(rig);
      await rig.running(6);
      await cluster.stopController();
      const asked = (await rig.calls("squeue")).length;
      const saved = await rig.allSaved();
      const since = Date.now();
      // Each question is late by seconds, and the next one waits five times as long.
      await until(async () => (await rig.calls("squeue")).length >= asked + 2, "questions without an answer");
      expect(Date.now() - since).toBeGreaterThan(3000);
      await until(() => run.snapshot()?.schedulerUnreachableSince, "the snapshot to say so");
      expect(run.snapshot()!.jobs).toMatchObject({ running: 6, ended: 0, submitted: 6 });
      await until(
        async () => (await rig.allSaved()).every((points, k) => points.length > saved[k]!.length),
        "points of all learners while the controller is down",
      );
      await cluster.startController();
      const last = await rig.end(["finished"], saved);
      await run.close();
      expect(last.schedulerUnreachableSince).toBeNull();
      expect(last.jobs.submitted).toBe(6);
      expect(await rig.calls("sbatch")).toEqual(["ok"]);
      expect(await rig.repeated()).toBe(0);
    }));
});
