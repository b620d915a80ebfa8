import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cleanEnvironment } from "../../src/scheduler/slurm/commands.js";
import {
  endOfRecord,
  idsOfRecord,
  parseJobRecord,
  parseRecordIds,
  saysOutOfMemory,
} from "../../src/scheduler/slurm/job-record.js";
import {
  causeOfState,
  parseConfig,
  parsePartitions,
  parseQueue,
  parseSubmitted,
  queueState,
} from "../../src/scheduler/slurm/parse.js";
import { buildSlurmScript, formatTime } from "../../src/scheduler/slurm/script.js";
import { checkWhole, splitRows } from "../../src/scheduler/slurm/table.js";
import { parseTime, resolveResources, type ResourceOptions } from "../../src/scheduler/resources.js";
import type { SubmitRequest } from "../../src/scheduler/scheduler.js";

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/slurm/${name}`, import.meta.url), "utf8");

describe("squeue's table", () => {
  const text = fixture("squeue-22.05.txt");

  it("is read, with ended jobs apart", () => {
    const rows = parseQueue(text);
    const { active, ended } = splitRows(rows);
    expect(active.find((row) => row.jobId === "85_30")).toMatchObject({
      state: "RUNNING",
      nodes: "n4",
      name: "run-abc",
      reason: "None",
    });
    expect(active.find((row) => row.name === "other")!.reason).toMatch(
      /^Nodes required for job are DOWN, DRAINED/,
    );
    expect(ended.find((row) => row.jobId === "85_1")).toMatchObject({
      state: "FAILED",
      reason: "NonZeroExitCode",
    });
    expect(active.length + ended.length).toBe(text.trim().split("\n").length - 1);
  });

  it("may stand below a site's banner, and may be empty", () => {
    expect(parseQueue(`*** maintenance on Monday ***\n${text}`)).toEqual(parseQueue(text));
    expect(parseQueue(text.slice(0, text.indexOf("\n") + 1))).toEqual([]);
  });

  it("is refused when it is not whole, wherever it is cut inside a line", () => {
    expect(() => parseQueue("")).toThrow(/did not print its table/);
    for (let length = 1; length < 2000; length += 7) {
      if (text[length - 1] === "\n") continue;
      expect(() => parseQueue(text.slice(0, length))).toThrow();
    }
    expect(() => parseQueue(`${text}slurm_load_jobs error: Socket timed out\n`)).toThrow(/no job/);
  });

  it("is refused when running jobs are missing from it without a trace", () => {
    const half = `${text.split("\n").slice(0, 20).join("\n")}\n`;
    const previous = { askedAt: 1000, text };
    expect(() => checkWhole(previous, half, 60_000, 300)).toThrow(/lacks \d+ jobs that were running/);
    expect(() => checkWhole(previous, text, 60_000, 300)).not.toThrow();
    // So late that ended jobs are no longer shown.
    expect(() => checkWhole(previous, half, 400_000, 300)).not.toThrow();
    expect(() => checkWhole(null, half, 60_000, 300)).not.toThrow();
  });

  it("has states that are told apart", () => {
    expect(
      ["PREEMPTED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "CANCELLED", "FAILED", "COMPLETED"].map(
        causeOfState,
      ),
    ).toEqual(["preempted", "walltime", "node", "memory", "cancelled", "code", "finished"]);
    expect(["PENDING", "RUNNING", "COMPLETING", "SUSPENDED", "NEW_WORD"].map(queueState)).toEqual([
      "pending",
      "running",
      "ending",
      "running",
      "running",
    ]);
    expect(causeOfState("RUNNING")).toBeNull();
    expect(causeOfState("constructor")).toBeNull();
  });
});

describe("other answers", () => {
  it("of sbatch: the last line that is an id", () => {
    expect(parseSubmitted("12\n")).toBe("12");
    expect(parseSubmitted("sbatch: INFO: 3 GPUs left\nyour quota: 17 of\n4711;cluster\n")).toBe("4711");
    expect(parseSubmitted("Submitted batch job 12\n")).toBeNull();
    expect(parseSubmitted("")).toBeNull();
  });

  it("of scontrol and sinfo", () => {
    expect(parseConfig(fixture("config-22.05.txt"))).toEqual({ maxArraySize: 20001, minJobAgeSeconds: 120 });
    expect(parseConfig("MinJobAge = 0 sec")).toEqual({ maxArraySize: 1001, minJobAgeSeconds: Infinity });
    expect(parsePartitions(fixture("sinfo-22.05.txt"))).toEqual([
      { name: "debug", isDefault: true, cores: 8, maxCores: 8, timeLimit: "infinite", isUp: true },
      { name: "short", isDefault: false, cores: 8, maxCores: 8, timeLimit: "2:00", isUp: true },
      { name: "urgent", isDefault: false, cores: 8, maxCores: 8, timeLimit: "infinite", isUp: true },
    ]);
    // As `sinfo -e` prints nodes of different sizes.
    expect(parsePartitions("big*|8|1:00|up\nbig*|64|1:00|up\nbig*|16|1:00|up\n")).toMatchObject([
      { name: "big", isDefault: true, cores: 8, maxCores: 64 },
    ]);
  });

  it("of scontrol show job", () => {
    const text = fixture("show-job-22.05.txt");
    const ids = parseRecordIds(text);
    expect(ids.size).toBe(40);
    const line = text.split("\n").find((one) => one.includes("ArrayTaskId=1 "))!;
    const fields = parseJobRecord(line);
    expect(fields.get("Reason")).toBe("NonZeroExitCode");
    expect(endOfRecord("85_1", fields)).toEqual({
      jobId: "85_1",
      cause: "code",
      detail: "exit code 3 (NonZeroExitCode)",
    });
    const killed = parseJobRecord(text.split("\n").find((one) => one.includes("ArrayTaskId=2 "))!);
    expect(endOfRecord("85_2", killed)).toMatchObject({
      cause: "unknown",
      detail: expect.stringContaining("SIGKILL"),
    });
    const waiting = new Map([
      ["ArrayJobId", "4"],
      ["ArrayTaskId", "1-3,7%2"],
    ]);
    expect(idsOfRecord(waiting)).toEqual(["4_1", "4_2", "4_3", "4_7"]);
    expect(idsOfRecord(new Map([["JobId", "9"]]))).toEqual(["9"]);
  });

  it("are asked for without the user's settings", () => {
    const env = {
      SQUEUE_FORMAT: "x",
      SBATCH_PARTITION: "y",
      SLURM_JOB_ID: "1",
      SLURM_TIME_FORMAT: "z",
      SLURM_CONF: "c",
      PATH: "p",
    };
    expect(cleanEnvironment(env)).toEqual({
      SQUEUE_FORMAT: undefined,
      SBATCH_PARTITION: undefined,
      SLURM_JOB_ID: undefined,
      SLURM_TIME_FORMAT: undefined,
      LC_ALL: "C",
    });
  });
});

const request = (options: ResourceOptions, count = 1): SubmitRequest => ({
  token: "0a1b",
  jobName: "run",
  count,
  resources: resolveResources(options, 0),
  runFolder: "/home/me/my runs/run",
  cwd: "/home/me/my runs",
  command: ["/opt/node", "/lib/worker.cjs", "/home/me/my runs/run", "0"],
});

describe("the end of a job's log", () => {
  it.each([
    [
      "slurmstepd-n1: error: StepId=1.batch exceeded memory limit (223350784 > 52428800), being killed\n",
      true,
    ],
    ['{"event":"saved"}\nslurmstepd-n1: error: Exceeded job memory limit\n', true],
    [
      "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.batch. Some of your processes may have been killed",
      true,
    ],
    [
      "slurmstepd-n1: error: *** JOB 5 ON n1 CANCELLED AT 2026-11-25T14:07:08 DUE TO NODE FAILURE ***\n",
      false,
    ],
    ['{"event":"note","text":"slurmstepd: out of memory"}\n', false],
  ])("%j", (log, isOutOfMemory) => expect(saysOutOfMemory(log)).toBe(isOutOfMemory));
});

describe("a job script", () => {
  it("is as recorded", () => {
    const all = request(
      {
        nodes: 2,
        coresPerNode: 8,
        partition: "short",
        memory: "4GB",
        time: "1-02:03:04",
        exclusive: true,
        numThreads: 2,
        extraScheduler: ["--qos=high", "-A my account"],
        extraEnvVars: ["A=it's"],
        extraScript: "module load gcc\n",
      },
      3,
    );
    expect(buildSlurmScript(all)).toBe(fixture("script-all-options.sh"));
    expect(buildSlurmScript(request({ cores: 4 }))).toBe(fixture("script-cores.sh"));
  });

  it("writes wall times as Slurm reads them", () => {
    expect([59, 3600, 90_061].map(formatTime)).toEqual(["00:00:59", "01:00:00", "1-01:01:01"]);
    expect([90, "00:01:30", "1:30", "2-00", "1-02:03:04", "10"].map(parseTime)).toEqual([
      90, 90, 90, 172_800, 93_784, 600,
    ]);
    expect(() => parseTime("soon")).toThrow(/HH:MM:SS/);
  });
});

describe("resources", () => {
  it("are one value, a list, or a function of the learner", () => {
    const options: ResourceOptions = {
      cores: [1, 4],
      memory: (index) => `${index + 1}G`,
      extraScheduler: ["--qos=a"],
      extraEnvVars: [["A=1"], ["A=2"]],
    };
    expect(resolveResources(options, 1)).toMatchObject({
      cores: 4,
      memory: "2G",
      executor: "processes",
      extraScheduler: ["--qos=a"],
      extraEnvVars: ["A=2"],
      numThreads: 1,
      timeSeconds: null,
    });
    expect(resolveResources({ nodes: 2, coresPerNode: 3 }, 0)).toMatchObject({
      cores: 6,
      nodes: 2,
      executor: "nodes",
    });
    expect(resolveResources({ memory: 2 ** 30 }, 0).memory).toBe("1048576K");
    const mixed = { cores: [2, (index: number) => 10 * index], extraScheduler: [["-A a"], () => ["-A b"]] };
    expect(resolveResources(mixed, 1)).toMatchObject({ cores: 10, extraScheduler: ["-A b"] });
  });

  it.each<[ResourceOptions, RegExp]>([
    [{ cores: 0 }, /cores of learner 2 is 0/],
    [{ cores: [1, 2] }, /cores has 2 values, but learner 2 needs one/],
    [{ nodes: 1 }, /nodes and coresPerNode go together/],
    [{ nodes: 1, cores: 2, coresPerNode: 1 }, /both cores and nodes/],
    [{ memory: "much" }, /write it like "4G"/],
    [{ executor: "mpi" as never }, /Valid executors: sequential, threads, processes, nodes/],
    [{ extraEnvVars: "A=1" as never }, /list of texts/],
  ])("%j are refused", (options, message) => {
    expect(() => resolveResources(options, 2)).toThrow(message);
  });
});
