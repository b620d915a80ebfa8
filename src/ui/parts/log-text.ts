import {
  formatBytes,
  formatNumber,
  formatSeconds,
  formatShare,
  formatValue,
  type LogLine,
  type Progress,
} from "../../protocol/index.js";

/** Says what a line of a job's log means, without its time and job. */
export function logText(line: LogLine): string {
  switch (line.event) {
    case "started":
      return `started, process ${String(line.pid)}, version ${line.version}`;
    case "learner":
      return `got learner ${String(line.index)} with ${String(line.npoints)} points (${[line.fname].flat().join(", ")})`;
    case "progress":
      return `learner ${String(line.index)}: ${progressText(line.progress)}`;
    case "saved":
      return `learner ${String(line.index)}: saved ${String(line.npoints)} points, ${formatBytes(line.bytes)}, in ${formatSeconds(line.seconds)}`;
    case "done":
      return `learner ${String(line.index)} is done: ${progressText(line.progress)}`;
    case "error": {
      const where = line.index === null ? "" : `learner ${String(line.index)}: `;
      const point = line.error.point === undefined ? "" : ` at ${formatValue(line.error.point)}`;
      return `${where}${line.error.message}${point}\n${line.error.stack}`;
    }
    case "released":
      return `learner ${String(line.index)} given back: ${line.cause}`;
    case "note":
      return line.text;
    case "ended":
      return `ended: ${line.cause}`;
    default:
      // A line of a version to come.
      return JSON.stringify(line);
  }
}

/** Tells whether a line speaks of something that went wrong. */
export function isErrorLine(line: LogLine): boolean {
  return line.event === "error" || (line.event === "ended" && line.cause !== "finished");
}

function progressText({ npoints, loss, cpu, memory, rate }: Progress): string {
  return (
    `${String(npoints)} points, loss ${formatNumber(loss)}, ${formatNumber(rate)} points/s, ` +
    `CPU ${formatShare(cpu)}, ${formatBytes(memory)}`
  );
}
