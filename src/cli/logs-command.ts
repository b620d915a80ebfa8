import { defineCommand } from "citty";
import { formatBytes, formatNumber, formatShare } from "../protocol/index.js";
import { parseLogs, readRunFile, type LogRow } from "../run/index.js";
import { runFolderArg, sentenceOnError } from "./command-line.js";

/** `logs`: the newest line of each job and learner. */
export const logsCommand = defineCommand({
  meta: { name: "logs", description: "Show the newest log line of each job and learner" },
  args: {
    folder: runFolderArg,
    all: { type: "boolean", description: "All lines, not only the newest" },
    learner: { type: "string", description: "Only the lines of this learner (its index)" },
  },
  run: ({ args: { folder, all, learner } }) =>
    sentenceOnError(async () => {
      if (readRunFile(folder) === null) throw new Error(`${folder} holds no run.`);
      const rows = await parseLogs(folder, all !== true);
      const wanted = learner === undefined ? rows : rows.filter(({ index }) => index === Number(learner));
      if (wanted.length === 0) console.log("No job has written such a line yet.");
      for (const row of wanted) console.log(textOf(row));
    }),
});

function textOf({ timestamp, jobId, node, index, isDone, npoints, loss, cpu, memory }: LogRow): string {
  const state = isDone ? "done" : "running";
  return `${timestamp.toISOString()}  ${jobId} on ${node}  learner ${index} ${state}  ${npoints} points  loss ${formatNumber(loss)}  ${formatShare(cpu)} CPU  ${formatBytes(memory)}`;
}
