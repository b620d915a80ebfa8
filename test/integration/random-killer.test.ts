// Kills at random, round after round, in one run. FAULTS_SEED takes another sequence, FAULTS_ROUNDS makes it longer.
import type { ChildProcess } from "node:child_process";
import { expect, test } from "vitest";
import { until, withRun, type Rig } from "./rig.js";

const seed = Number(process.env["FAULTS_SEED"] ?? 20_240_229);
const rounds = Number(process.env["FAULTS_ROUNDS"] ?? 8);

/** Numbers in [0, 1) from a seed (Marsaglia's xorshift32). */
function randomFrom(start: number): () => number {
  let x = (start + 1) | 0;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

/** The run, and which kernel looks at it now. */
class Scene {
  kernel!: ChildProcess;
  /** Kills of each learner's job: the third in a row would rightly give the learner up. */
  readonly #kills = new Map<number, number>();
  /** Managers killed under this kernel. */
  #managers = 0;

  constructor(
    readonly rig: Rig,
    readonly random: () => number,
  ) {}

  async killWorker(): Promise<void> {
    const candidates: { pid: number; index: number }[] = [];
    for (const [jobId, pid] of await this.rig.jobs()) {
      const begun = (await this.rig.logLines(jobId)).filter(({ event }) => event === "learner");
      const index = begun.at(-1)?.["index"] as number | undefined;
      if (index !== undefined && (this.#kills.get(index) ?? 0) < 2) candidates.push({ pid, index });
    }
    const victim = candidates[Math.floor(this.random() * candidates.length)];
    if (victim === undefined) return;
    this.#kills.set(victim.index, (this.#kills.get(victim.index) ?? 0) + 1);
    process.kill(-victim.pid, "SIGKILL");
  }

  /** Kills the manager. The kernel starts another, five times; then it leaves the run alone, and one has to attach. */
  async killManager(): Promise<void> {
    if (++this.#managers > 5) return this.replaceKernel(true);
    this.rig.killManager();
  }

  async replaceKernel(alsoManager: boolean): Promise<void> {
    this.#managers = 0;
    this.kernel.kill("SIGKILL");
    if (alsoManager) this.rig.killManager();
    this.kernel = await this.rig.startKernel("attach");
  }
}

const faults: Record<string, (scene: Scene) => Promise<void> | void> = {
  worker: (scene) => scene.killWorker(),
  manager: (scene) => scene.killManager(),
  kernel: (scene) => scene.replaceKernel(false),
  "manager and kernel": (scene) => scene.replaceKernel(true),
  "manager and worker": async (scene) => {
    await scene.killManager();
    await scene.killWorker();
  },
};

test(`random kills lose nothing (FAULTS_SEED=${seed})`, { timeout: 240_000 }, () =>
  withRun({ learners: 6, goal: 400, pointMs: 5 }, async (rig) => {
    const random = randomFrom(seed);
    const scene = new Scene(rig, random);
    scene.kernel = await rig.startKernel();
    // Each point that was seen in a file, and how often it had been computed by then.
    const saved: Map<number, number>[] = Array.from({ length: rig.plan.learners }, () => new Map());
    const remember = async (): Promise<void> => {
      const files = await rig.allSaved();
      const counts = await rig.evaluations();
      files.forEach((points, index) => {
        for (const x of points) if (!saved[index]!.has(x)) saved[index]!.set(x, counts[index]!.get(x)!);
      });
    };
    const story: string[] = [];
    for (let round = 0; round < rounds; round++) {
      // A round begins when something new was saved, or the run is over.
      const before = (await rig.allSaved()).flat().length;
      const isOver = (): boolean => rig.status()?.status === "finished";
      const more = 1 + Math.floor(random() * 60);
      await until(
        async () => isOver() || (await rig.allSaved()).flat().length >= before + more,
        "new points",
      );
      if (isOver()) break;
      await remember();
      const names = Object.keys(faults);
      const name = names[Math.floor(random() * names.length)]!;
      story.push(`${name} at ${before + more}`);
      const { generation } = rig.endpoint()!;
      await faults[name]!(scene);
      if (name.includes("manager"))
        await until(
          () => rig.endpoint()!.generation > generation,
          `a manager again, after: ${story.join(", ")}`,
        );
    }
    console.log(`FAULTS_SEED=${seed}: ${story.join(", ")}`);
    const last = await rig.finished();
    expect(last.learners.done).toBe(rig.plan.learners);
    const seen = saved.map((points) => [...points.keys()]);
    await rig.checkData(seen, saved);
  }),
);
