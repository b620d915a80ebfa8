import { execFileSync, fork, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { readCheckpoint } from "../../lib/checkpoint/index.js";
import type { EndpointFile, Snapshot } from "../../src/protocol/index.js";

/** What a test asks of the program in the notebook's place. */
export interface RunPlan {
  readonly learners?: number;
  readonly goal?: number;
  readonly pointMs?: number;
  readonly busy?: boolean;
  /** Jobs begin only when the test calls `openGate`. */
  readonly gated?: boolean;
  /** How the process of learner 0 dies at the point 0.5; null for not at all. */
  readonly crash?: "SIGSEGV" | "SIGABRT" | null;
  /** Size of a file system of its own for the learners' files, as mount(8) takes it; null for none. */
  readonly disk?: string | null;
  /** One learner, once, takes 1 GiB of memory in its 30th evaluation of a job. */
  readonly hungry?: boolean;
  /** Where jobs run. */
  readonly scheduler?: {
    readonly kind: "local" | "slurm";
    readonly options: Readonly<Record<string, unknown>>;
  };
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Waits until `look` finds something; the time limit is for a test that hangs, not for a slow machine. */
export async function until<Value>(
  look: () => Value | Promise<Value>,
  what: string,
  limitMs = 60_000,
): Promise<NonNullable<Value>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${limitMs / 1000} s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until each learner that runs has saved something, and gives what all have saved. */
export async function someSaved(rig: Rig): Promise<number[][]> {
  await until(async () => (await rig.allSaved()).some((points) => points.length > 10), "a save");
  return rig.allSaved();
}

/** A run in a folder of its own, and what a test does to it. */
export class Rig {
  readonly plan: Required<RunPlan>;
  readonly #children: ChildProcess[] = [];

  constructor(
    readonly folder: string,
    plan: RunPlan,
  ) {
    this.plan = {
      learners: 4,
      goal: 80,
      pointMs: 8,
      busy: false,
      gated: false,
      crash: null,
      disk: null,
      hungry: false,
      scheduler: { kind: "local", options: { cores: 2 } },
      options: {},
      ...plan,
    };
  }

  static async make(plan: RunPlan = {}): Promise<Rig> {
    const rig = new Rig(await mkdtemp(join(tmpdir(), "adaptive-run-")), plan);
    if (rig.plan.disk !== null) {
      await mkdir(join(rig.folder, "data"));
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${rig.plan.disk}`, "none", join(rig.folder, "data")]);
    }
    return rig;
  }

  /** The environment of the program in the notebook's place. */
  get env(): NodeJS.ProcessEnv {
    return process.env;
  }

  get runFolder(): string {
    return join(this.folder, "runs", "run");
  }

  /** Starts the program, or one that attaches to the run; resolves when it has done so. */
  async startKernel(how: "start" | "attach" = "start"): Promise<ChildProcess> {
    const program = fileURLToPath(new URL("kernel-program.mjs", import.meta.url));
    const child = fork(program, [JSON.stringify({ folder: this.folder, how, ...this.plan })], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: this.env,
    });
    this.#children.push(child);
    let words = "";
    child.stderr!.on("data", (chunk: Buffer) => (words += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("exit", (code) => reject(new Error(`the program ended with ${String(code)}: ${words}`)));
    });
    return child;
  }

  endpoint(): EndpointFile | null {
    const path = join(this.runFolder, "endpoint.json");
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as EndpointFile) : null;
  }

  status(): Snapshot | null {
    const path = join(this.runFolder, "status.json");
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Snapshot) : null;
  }

  killManager(): void {
    process.kill(this.endpoint()!.pid, "SIGKILL");
  }

  /** Lets the jobs of a gated run begin. */
  async openGate(): Promise<void> {
    await writeFile(join(this.folder, "gate"), "");
  }

  /** The journal of the present generation. */
  journal(): Promise<string> {
    return readFile(join(this.runFolder, `journal.${this.endpoint()!.generation}.jsonl`), "utf8");
  }

  /** What a job has logged so far. */
  async logLines(jobId: string): Promise<Record<string, unknown>[]> {
    const text = await readFile(join(this.runFolder, "logs", `${jobId}.jsonl`), "utf8").catch(() => "");
    return text
      .split("\n")
      .slice(0, -1)
      .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Record<string, unknown>] : []));
  }

  /** Waits until the log of every job that runs has a new line for which `matches` holds. */
  async allLogged(matches: (line: Record<string, unknown>) => boolean): Promise<void> {
    for (const jobId of (await this.jobs()).keys()) {
      const before = (await this.logLines(jobId)).length;
      await until(async () => (await this.logLines(jobId)).slice(before).some(matches), `a line of ${jobId}`);
    }
  }

  /** Process groups of the jobs that have begun and left no exit code: job id to pid. */
  async jobs(): Promise<Map<string, number>> {
    const folder = join(this.runFolder, "jobs", "local");
    const names = new Set(await readdir(folder).catch(() => []));
    const found = new Map<string, number>();
    for (const name of names) {
      const jobId = name.endsWith(".run") ? name.slice(0, -4) : null;
      if (jobId === null || names.has(`${jobId}.exit`)) continue;
      const pid = Number.parseInt(await readFile(join(folder, name), "utf8"), 10);
      if (pid > 0 && isThere(pid)) found.set(jobId, pid);
    }
    return found;
  }

  /** Ends one job as a machine's death would: the whole group at once. */
  async killOneJob(): Promise<string> {
    const [jobId, pid] = await until(async () => [...(await this.jobs())][0], "a running job");
    process.kill(-pid, "SIGKILL");
    return jobId;
  }

  /** Groups of all jobs that ever began. */
  async #groups(): Promise<number[]> {
    const folder = join(this.runFolder, "jobs", "local");
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".run"));
    const pids = await Promise.all(
      names.map(async (name) => Number.parseInt(await readFile(join(folder, name), "utf8"), 10)),
    );
    return pids.filter((pid) => pid > 1 && isThere(pid));
  }

  fname(index: number): string {
    return join(this.folder, "data", `learner-${index}.arrow`);
  }

  /** Points in a learner's file now; none when it is not there yet. */
  async savedPoints(index: number): Promise<number[]> {
    if (!existsSync(this.fname(index))) return [];
    const data = await readCheckpoint(this.fname(index)).catch(() => null);
    return data === null ? [] : [...(data.points as Iterable<number>)];
  }

  async allSaved(): Promise<number[][]> {
    return Promise.all(Array.from({ length: this.plan.learners }, (_, index) => this.savedPoints(index)));
  }

  /** How often each learner's points were computed. */
  async evaluations(): Promise<Map<number, number>[]> {
    const counts = Array.from({ length: this.plan.learners }, () => new Map<number, number>());
    for (const line of (await readFile(join(this.folder, "evaluations"), "utf8")).split("\n").slice(0, -1)) {
      const [index, x] = line.split(" ").map(Number) as [number, number];
      counts[index]!.set(x, (counts[index]!.get(x) ?? 0) + 1);
    }
    return counts;
  }

  /** Waits for the end as `status.json` tells it: no kernel needed. */
  finished(status = "finished"): Promise<Snapshot> {
    return until(() => {
      const now = this.status();
      if (now !== null && !["running", "starting", status].includes(now.status))
        throw new Error(`the run ended as ${now.status}: ${JSON.stringify(now.problems)}`);
      return now?.status === status ? now : null;
    }, `the run to be ${status}`);
  }

  /**
   * Checks what must hold after any fault: all goals met, no point twice in a file, and what was saved before the fault
   * is there and was not computed again. `countsBefore` says how often those were computed by then, once by default.
   */
  async checkData(
    savedBefore: readonly (readonly number[])[] = [],
    countsBefore: readonly ReadonlyMap<number, number>[] = [],
  ): Promise<void> {
    const evaluations = await this.evaluations();
    for (let index = 0; index < this.plan.learners; index++) {
      const points = await this.savedPoints(index);
      expect(points.length, `points of learner ${index}`).toBeGreaterThanOrEqual(this.plan.goal);
      expect(new Set(points).size, `learner ${index} has a point twice`).toBe(points.length);
      const final = new Set(points);
      for (const x of savedBefore[index] ?? []) {
        expect(final.has(x), `learner ${index} lost the saved point ${x}`).toBe(true);
        const count = countsBefore[index]?.get(x) ?? 1;
        expect(evaluations[index]!.get(x), `learner ${index} computed the saved point ${x} again`).toBe(
          count,
        );
      }
    }
    const names = await readdir(join(this.folder, "data"));
    const leftovers = names.filter((name) => !/^learner-\d+\.arrow$/.test(name));
    leftovers.push(...(await readdir(this.runFolder)).filter((name) => name.endsWith(".tmp")));
    expect(leftovers, "files left behind").toEqual([]);
  }

  /** Ends all that was started, and removes the folder. */
  async close(): Promise<void> {
    for (const child of this.#children) if (child.exitCode === null) child.kill("SIGKILL");
    const endpoint = this.endpoint();
    if (endpoint !== null && isThere(endpoint.pid)) killIfThere(endpoint.pid);
    for (const pid of await this.#groups()) killIfThere(-pid);
    if (this.plan.disk !== null) execFileSync("umount", ["-l", join(this.folder, "data")]);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone meanwhile.
  }
}

/** Runs `body` with a rig that is closed afterwards, whatever happens. */
export async function withRun(plan: RunPlan, body: (rig: Rig) => Promise<void>): Promise<void> {
  const rig = await Rig.make(plan);
  try {
    await body(rig);
  } finally {
    await rig.close();
  }
}
