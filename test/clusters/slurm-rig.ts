import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { EndCause, Snapshot } from "../../src/protocol/index.js";
import { Rig, until, type RunPlan } from "../integration/rig.js";
import type { CountedCommands, SlurmCluster } from "./slurm.js";

/** A job as squeue shows it. */
export interface QueuedJob {
  readonly jobId: string;
  readonly state: string;
  readonly node: string;
}

/** A run on a real Slurm, in a folder of its own, with commands that are counted and made faulty for it alone. */
export class SlurmRig extends Rig {
  constructor(
    readonly cluster: SlurmCluster,
    readonly commands: CountedCommands,
    folder: string,
    plan: RunPlan,
    /** Where all runs of a user keep what they know of the cluster; other folders are as other users. */
    readonly cache = join(folder, "cache"),
  ) {
    super(folder, plan);
  }

  /** Makes the rig of a run with polls and turns of one second. `options` are those of SLURM. */
  static async on(
    cluster: SlurmCluster,
    plan: RunPlan = {},
    options: Readonly<Record<string, unknown>> = {},
    cache?: string,
  ): Promise<SlurmRig> {
    const folder = await mkdtemp(join(tmpdir(), "slurm-run-"));
    const commands = await cluster.commands(join(folder, "commands"));
    const manager = { jobManagerInterval: 1, ...plan.options };
    const scheduler = { kind: "slurm", options: { pollInterval: 1, ...options } } as const;
    return new SlurmRig(cluster, commands, folder, { ...plan, options: manager, scheduler }, cache);
  }

  override get env(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.commands.env, XDG_CACHE_HOME: this.cache };
  }

  /** The jobs of this run that the cluster has, waiting or running. */
  async queue(): Promise<QueuedJob[]> {
    const text = await this.cluster.command("squeue", "-h", "-r", "-o", "%i|%T|%N|%Z");
    return text
      .split("\n")
      .map((line) => line.split("|"))
      .filter(([, , , folder]) => folder === this.folder)
      .map(([jobId = "", state = "", node = ""]) => ({ jobId, state, node }));
  }

  /** Waits until so many jobs of the run compute. */
  async running(count: number): Promise<QueuedJob[]> {
    return until(async () => {
      const jobs = (await this.queue()).filter(({ state }) => state === "RUNNING");
      return jobs.length >= count ? jobs : null;
    }, `${count} running jobs`);
  }

  /** Calls of a command by this run so far, with the fault that each had. */
  async calls(name: string): Promise<string[]> {
    return (await this.commands.calls()).flatMap(([called, mode]) => (called === name ? [mode] : []));
  }

  /** Waits for the end; checks the data, that nothing failed, and that jobs ended for these causes and no others. */
  async end(
    causes: readonly EndCause[],
    savedBefore: readonly number[][] = [],
    limitMs = 90_000,
  ): Promise<Snapshot> {
    const last = await until(
      () => {
        const now = this.status();
        return now !== null && !["starting", "running"].includes(now.status) ? now : null;
      },
      "the end of the run",
      limitMs,
    );
    const { learners } = this.plan;
    expect(last.problems).toEqual([]);
    expect(last).toMatchObject({
      status: "finished",
      learners: { done: learners, failed: 0 },
      jobs: { pending: 0, running: 0, failed: 0 },
    });
    expect(Object.keys(last.jobs.causes).sort()).toEqual([...causes].sort());
    await this.checkData(savedBefore);
    return last;
  }

  /** How many evaluations were made for points that had been evaluated before. */
  async repeated(): Promise<number> {
    const counts = (await this.evaluations()).flatMap((points) => [...points.values()]);
    return counts.reduce((sum, count) => sum + count - 1, 0);
  }

  /** Files that the run made, the folder of the counted commands and the test's own aside. */
  async files(): Promise<number> {
    const all = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const isOurs = (path: string): boolean => !/\/commands(\/|$)/.test(path);
    return all.filter((entry) => entry.isFile() && entry.name !== "evaluations" && isOurs(entry.parentPath))
      .length;
  }

  override async close(): Promise<void> {
    await super.close();
    const left = (await this.queue()).map(({ jobId }) => jobId);
    if (left.length > 0) await this.cluster.command("scancel", ...left);
  }
}

/** Runs `body` with a rig that is closed afterwards, whatever happens. */
export async function withSlurmRun(rig: SlurmRig, body: (rig: SlurmRig) => Promise<void>): Promise<void> {
  try {
    await body(rig);
  } finally {
    await rig.close();
  }
}
