import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createScheduler, Local, type SubmitRequest } from "../../src/scheduler/index.js";
import { parseStat, signalGroup, startOf } from "../../src/scheduler/local/process.js";
import { causeOf } from "../../src/scheduler/local/job-files.js";

let runFolder: string;
const cleanUp: Local[] = [];
beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), "local-"));
});
afterEach(async () => {
  for (const local of cleanUp.splice(0)) {
    const rows = await local.queue(runFolder);
    await local.cancel(
      rows.map((row) => row.jobId),
      runFolder,
    );
  }
  await rm(runFolder, { recursive: true, force: true });
});

function local(options: ConstructorParameters<typeof Local>[0] = {}): Local {
  const scheduler = new Local({ cores: 2, killGrace: 1, ...options });
  cleanUp.push(scheduler);
  return scheduler;
}

const request = (scheduler: Local, script: string, count = 1, token = "t1"): SubmitRequest => ({
  token,
  jobName: "run",
  count,
  runFolder,
  cwd: runFolder,
  resources: scheduler.resources(0),
  command: ["/bin/sh", "-c", script],
});

async function until<T>(look: () => Promise<T | false | null | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await delay(10);
  }
}

const untilEnded = (scheduler: Local, jobIds: readonly string[]) =>
  until(async () => {
    const ended = await scheduler.ended(jobIds, runFolder);
    return ended.length === jobIds.length && ended;
  });

/** Waits until a release file exists: a job that ends when it is told to. */
const WAIT = 'while [ ! -e go ]; do sleep 0.02; done; echo "$ADAPTIVE_SCHEDULER_JOB_ID" >> done';
const release = (): Promise<void> => writeFile(join(runFolder, "go"), "");

describe("the Local scheduler", () => {
  it("runs as many cores as told, and the others after them", async () => {
    const scheduler = local();
    const { jobIds } = await scheduler.submit(request(scheduler, WAIT, 5));
    expect(jobIds).toHaveLength(5);
    const states = (await scheduler.queue(runFolder)).map((row) => row.state);
    expect(states).toEqual(["running", "running", "pending", "pending", "pending"]);
    await release();
    const ended = await untilEnded(scheduler, jobIds);
    expect(ended.map((job) => job.cause)).toEqual(Array(5).fill("finished"));
    expect(await scheduler.queue(runFolder)).toEqual([]);
    const done = (await readFile(join(runFolder, "done"), "utf8")).trim().split("\n");
    expect(done.sort()).toEqual([...jobIds].sort());
    expect(scheduler.commands).toEqual({ start: 5 });
  });

  it("counts the cores of each job", async () => {
    const scheduler = local({ cores: 3, coresPerJob: [2, 1] });
    await scheduler.submit(request(scheduler, WAIT, 2));
    expect((await scheduler.queue(runFolder)).map((row) => row.state)).toEqual(["running", "pending"]);
    expect(scheduler.resources(1)).toMatchObject({ cores: 1, executor: "sequential" });
    expect(() => local({ cores: 1, coresPerJob: 2 }).resources(0)).toThrow(/needs 2 cores/);
    expect(() => new Local({ core: 1 } as never)).toThrow(/no option "core".*coresPerJob/);
  });

  it("submits a token once", async () => {
    const scheduler = local();
    const wanted = request(scheduler, WAIT, 2);
    expect(await scheduler.find(wanted)).toEqual([]);
    const { jobIds } = await scheduler.submit(wanted);
    expect(await scheduler.submit(wanted)).toEqual({ jobIds });
    expect(await new Local({ cores: 2 }).find(wanted)).toEqual(jobIds);
    expect(await scheduler.queue(runFolder)).toHaveLength(2);
  });

  it("keeps what a job prints in its log, and runs it in its folder and environment", async () => {
    const scheduler = local({ extraEnvVars: ["A=1 'x'"], extraScript: "B=2; export B", numThreads: 3 });
    const { jobIds } = await scheduler.submit(
      request(scheduler, 'echo "$A $B $OMP_NUM_THREADS $PWD"; echo err >&2'),
    );
    await untilEnded(scheduler, jobIds);
    const log = await readFile(join(runFolder, "logs", `${jobIds[0]!}.jsonl`), "utf8");
    expect(log).toBe(`1 'x' 2 3 ${runFolder}\nerr\n`);
  });

  it("ends a group with SIGTERM, and with SIGKILL what does not go", async () => {
    const scheduler = local();
    const { jobIds } = await scheduler.submit(
      request(scheduler, "trap '' TERM; touch $$.pid; while :; do sleep 0.05; done", 3),
    );
    const pids = await until(async () => {
      const names = (await readdir(runFolder)).filter((name) => name.endsWith(".pid"));
      return names.length === 2 && names.map((name) => Number.parseInt(name, 10));
    });
    await scheduler.cancel(["run-t1"], runFolder);
    expect(pids.map(startOf)).toEqual([null, null]);
    expect((await scheduler.ended(jobIds, runFolder)).map((job) => job.cause)).toEqual(
      Array(3).fill("cancelled"),
    );
    expect(scheduler.commands).toEqual({ start: 2 });
  });

  it("cancels only what it is told", async () => {
    const scheduler = local();
    const { jobIds } = await scheduler.submit(request(scheduler, WAIT, 2));
    await scheduler.cancel([jobIds[0]!, "no-such-job"], runFolder);
    expect((await scheduler.queue(runFolder)).map((row) => row.jobId)).toEqual([jobIds[1]]);
  });

  it.each([
    ["exit 0", "finished"],
    ["exit 3", "code"],
    ["kill -9 $$", "unknown"],
    ["kill -SEGV $$", "code"],
  ])("tells why a job ended: %s", async (script, cause) => {
    const scheduler = local();
    const { jobIds } = await scheduler.submit(request(scheduler, script));
    expect(await untilEnded(scheduler, jobIds)).toMatchObject([{ cause }]);
  });

  it("ends a job at its wall time", async () => {
    const scheduler = local({ time: 1 });
    const { jobIds } = await scheduler.submit(request(scheduler, "sleep 100"));
    expect(await untilEnded(scheduler, jobIds)).toMatchObject([{ cause: "walltime" }]);
  });

  it("tells a killed group from a running one", async () => {
    const scheduler = local();
    const { jobIds } = await scheduler.submit(request(scheduler, "sleep 100"));
    const run = await until(() =>
      readFile(join(runFolder, "jobs/local", `${jobIds[0]!}.run`), "utf8").catch(() => null),
    );
    signalGroup(Number.parseInt(run, 10), "SIGKILL");
    expect(await untilEnded(scheduler, jobIds)).toMatchObject([{ cause: "unknown" }]);
  });
});

describe("jobs of a process that was killed", () => {
  const library = new URL("../../lib/scheduler/index.js", import.meta.url);

  async function submitAndDie(script: string, count: number): Promise<string[]> {
    if (!existsSync(library))
      throw new Error("lib/scheduler is not built: run `npx tsc -b src/scheduler` first.");
    const code = `
      import { Local } from ${JSON.stringify(library.href)};
      const scheduler = new Local({ cores: 2 });
      const resources = scheduler.resources(0);
      const { jobIds } = await scheduler.submit({ token: "t1", jobName: "run", count: ${count}, resources,
        runFolder: ${JSON.stringify(runFolder)}, cwd: ${JSON.stringify(runFolder)}, command: ["/bin/sh", "-c", ${JSON.stringify(script)}] });
      console.log(jobIds.join());
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    child.kill("SIGKILL");
    await once(child, "exit");
    return line.toString().trim().split(",");
  }

  it("run on, are found again, and the others are started", async () => {
    const jobIds = await submitAndDie(WAIT, 4);
    const scheduler = local();
    const states = (await scheduler.queue(runFolder)).map((row) => row.state);
    expect(states.filter((state) => state === "running").length).toBeLessThanOrEqual(2);
    expect(states).toHaveLength(4);
    await release();
    await untilEnded(scheduler, jobIds);
    const done = (await readFile(join(runFolder, "done"), "utf8")).trim().split("\n");
    expect(done.sort()).toEqual([...jobIds].sort());
  });

  it("can be cancelled by another process", async () => {
    const jobIds = await submitAndDie("sleep 100", 2);
    const scheduler = local();
    await scheduler.cancel(jobIds, runFolder);
    expect((await scheduler.ended(jobIds, runFolder)).map((job) => job.cause)).toEqual([
      "cancelled",
      "cancelled",
    ]);
  });

  it("are not confused with a process that got the same pid", async () => {
    const scheduler = local();
    const { jobIds } = await scheduler.submit(request(scheduler, "sleep 100"));
    const path = join(runFolder, "jobs/local", `${jobIds[0]!}.run`);
    const text = await until(() => readFile(path, "utf8").catch(() => null));
    // The same pid, but a process that began at another time.
    await writeFile(path, text.replace(/^(\d+) \d+/, "$1 17"));
    expect(await scheduler.queue(runFolder)).toEqual([]);
    await scheduler.cancel(jobIds, runFolder);
    expect(startOf(Number.parseInt(text, 10))).not.toBeNull();
    signalGroup(Number.parseInt(text, 10), "SIGKILL");
  });
});

describe("parts", () => {
  it("read the start of a process whose name has brackets", () => {
    const fields = Array.from({ length: 50 }, (_, i) => String(i + 3))
      .join(" ")
      .replace(/^3/, "S");
    expect(parseStat(`12 (a) b (c) ${fields}`)).toBe("22");
    expect(parseStat(`12 (a) ${fields.replace("S", "Z")}`)).toBeNull();
    expect(startOf(process.pid)).toMatch(/^\d+$/);
  });

  it("tell causes", () => {
    expect(causeOf(0, false).cause).toBe("finished");
    expect(causeOf(143, false).cause).toBe("cancelled");
    expect(causeOf(1, true).cause).toBe("cancelled");
    expect(causeOf(124, false).cause).toBe("walltime");
    expect(causeOf(null, false).cause).toBe("unknown");
  });

  it("make a scheduler again from its options", () => {
    const scheduler = new Local({ cores: 3, coresPerJob: () => 2, numThreads: 2 });
    const again = createScheduler(
      scheduler.kind,
      JSON.parse(JSON.stringify(scheduler.options)) as Record<string, unknown>,
    );
    expect(again).toBeInstanceOf(Local);
    expect(again.options).toEqual({ cores: 3, numThreads: 2 });
    expect(() => createScheduler("xyz", {})).toThrow(/no scheduler "xyz"/);
  });
});
