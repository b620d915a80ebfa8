import type { JobResources } from "../protocol/index.js";
import { ResourceError } from "./errors.js";

/** Quotes a text for a POSIX shell. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Variables by which numerical libraries are told how many threads to start. */
const THREADS = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS"];

function exportLine(variable: string): string {
  const at = variable.indexOf("=");
  const name = variable.slice(0, at);
  if (at < 1 || !/^[A-Za-z_]\w*$/.test(name)) {
    throw new ResourceError(`extraEnvVars has ${JSON.stringify(variable)}; write it like "NAME=value".`);
  }
  return `export ${name}=${quoteValue(variable.slice(at + 1))}`;
}

/** Quotes the value of a variable so that spaces stay and variables in it are filled in; leaves what is quoted already. */
function quoteValue(value: string): string {
  if (/^[\w@%+=:,./-]*$/.test(value) || /^'[^']*'$/.test(value) || /^"(?:[^"\\]|\\.)*"$/s.test(value))
    return value;
  return `"${value.replace(/["\\`]/g, "\\$&")}"`;
}

/** Lines that set the environment of a job, and run the user's own lines. */
export function environmentLines(resources: JobResources): string[] {
  const { numThreads, timeSeconds, extraEnvVars, extraScript } = resources;
  const lines = THREADS.map((name) => `export ${name}=${numThreads}`);
  // So that the worker can save and stop before the batch system ends it.
  if (timeSeconds !== null) lines.push(`export ADAPTIVE_SCHEDULER_TIME_LIMIT=${timeSeconds}`);
  lines.push(...extraEnvVars.map(exportLine));
  if (extraScript.trim() !== "") lines.push(extraScript.trimEnd());
  return lines;
}

/** The command of a job as a line of shell; the node program is the learner's own when it has one. */
export function commandLine(command: readonly string[], resources: JobResources): string {
  const [program = "", ...rest] = command;
  return [resources.nodeExecutable ?? program, ...rest].map(quote).join(" ");
}
