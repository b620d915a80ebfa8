import type { SubmitRequest } from "../scheduler.js";
import { commandLine, environmentLines, quote } from "../script-parts.js";

/**
 * Writes the script that a local job runs with `/bin/sh script jobId`.
 *
 * It takes the job by creating `<jobId>.run` exclusively (so that no job ever runs twice, whoever starts it), with
 * its pid, its start time and the machine's boot in it, and leaves the exit code in `<jobId>.exit`.
 */
export function buildLocalScript({ resources, command, cwd }: SubmitRequest, folder: string): string {
  const limit = resources.timeSeconds === null ? "" : `timeout --foreground -k 10 ${resources.timeSeconds} `;
  return `${[
    "#!/bin/sh",
    "# usage: /bin/sh <this file> <job id>",
    'export ADAPTIVE_SCHEDULER_JOB_ID="$1"',
    `job=${quote(folder)}/"$1"`,
    "stat= boot=",
    "[ -r /proc/$$/stat ] && read -r stat < /proc/$$/stat",
    "[ -r /proc/sys/kernel/random/boot_id ] && read -r boot < /proc/sys/kernel/random/boot_id",
    "set -C -- ${stat##*) }",
    'start="${20}"',
    '[ -n "$start" ] || start=$(ps -o lstart= -p $$)',
    'echo "$$ $start|$boot|" 2>/dev/null > "$job.run" || exit 0',
    "set +C",
    "# Signals reach the whole group: the worker acts on them, this script waits for its exit code.",
    "trap : TERM INT HUP USR1 USR2",
    "(",
    `cd ${quote(cwd)} || exit 1`,
    ...environmentLines(resources),
    `exec ${limit}${commandLine(command, resources)}`,
    ")",
    "code=$?",
    'echo "$code" > "$job.exit.tmp" && mv "$job.exit.tmp" "$job.exit"',
    'exit "$code"',
  ].join("\n")}\n`;
}
