import { join } from "node:path";
import { RUN_FOLDER, type JobResources } from "../../protocol/index.js";
import { jobNameOf } from "../batch/submissions.js";
import type { SubmitRequest } from "../scheduler.js";
import { commandLine, environmentLines } from "../script-parts.js";

/** Writes seconds as Slurm reads a wall time. */
export function formatTime(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const days = Math.floor(seconds / 86400);
  return `${days > 0 ? `${days}-` : ""}${two((seconds % 86400) / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}

/** Cores of one node belong to one task, so that `srun` starts one worker a node. */
function sizeOptions({ cores, nodes, coresPerNode, executor }: JobResources): string[] {
  if (nodes !== null)
    return [`--nodes=${nodes}`, "--ntasks-per-node=1", `--cpus-per-task=${coresPerNode ?? 1}`];
  // Free to lie on any nodes only where the executor can use more than one.
  if (executor === "nodes") return [`--ntasks=${cores}`, "--cpus-per-task=1"];
  return ["--nodes=1", "--ntasks=1", `--cpus-per-task=${cores}`];
}

function options(request: SubmitRequest): string[] {
  const { resources, runFolder, count, cwd } = request;
  const { partition, memory, timeSeconds, exclusive, extraScheduler } = resources;
  // The worker's log lines go to the same file, by the same name.
  const logs = join(runFolder, RUN_FOLDER.logs).replaceAll("%", "%%");
  return [
    directive("job-name", jobNameOf(request)),
    directive("output", join(logs, count > 1 ? "%A_%a.jsonl" : "%j.jsonl")),
    "--open-mode=append",
    directive("chdir", cwd),
    // A job that was stopped is submitted anew by the manager, which then knows why.
    "--no-requeue",
    ...sizeOptions(resources),
    ...(partition === null ? [] : [directive("partition", partition)]),
    ...(memory === null ? [] : [directive("mem", memory.replace(/i?B$/i, "").replaceAll(" ", ""))]),
    ...(timeSeconds === null ? [] : [directive("time", formatTime(timeSeconds))]),
    ...(exclusive ? ["--exclusive"] : []),
    ...extraScheduler,
  ];
}

const JOB_ID =
  'export ADAPTIVE_SCHEDULER_JOB_ID="${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_}${SLURM_ARRAY_TASK_ID:-$SLURM_JOB_ID}"';

/** Writes the script that `sbatch` is given; whether it is an array is said on the command line. */
export function buildSlurmScript(request: SubmitRequest): string {
  const { resources, command } = request;
  return `${[
    "#!/bin/bash",
    ...options(request).map((option) => `#SBATCH ${option}`),
    "",
    JOB_ID,
    ...environmentLines(resources),
    "# The worker takes the place of this shell, so that signals reach it.",
    `exec ${commandLine(command, resources)}`,
  ].join("\n")}\n`;
}

/** Writes `--name=value` for a directive line, which sbatch splits at spaces as a shell would. */
function directive(name: string, value: string | number): string {
  const text = String(value);
  return /[\s#"'\\]/.test(text) ? `--${name}="${text.replace(/(["\\])/g, "\\$1")}"` : `--${name}=${text}`;
}
