import { defineCommand } from "citty";
import { describeFigures, learnerBar } from "../protocol/index.js";
import { cancelRun, parseLogs, readStatus } from "../run/index.js";

const folder = { type: "positional", description: "The run folder: runs/<jobName>", required: true } as const;

/** `status`: what the run's last snapshot says. */
export const statusCommand = defineCommand({
  meta: { name: "status", description: "Show how a run stands" },
  args: { folder, json: { type: "boolean", description: "Print the snapshot as JSON" } },
  run: ({ args }) => {
    const snapshot = readStatus(args.folder);
    if (snapshot === null) throw new Error(`${args.folder} holds no run that has begun.`);
    if (args.json) {
      console.log(JSON.stringify(snapshot, null, 2));
      return;
    }
    const bar = learnerBar(snapshot).map(({ status, count }) => `${count} ${status}`);
    console.log(`${snapshot.jobName}: ${snapshot.status} (${bar.join(", ")})`);
    for (const { label, text } of describeFigures(snapshot)) console.log(`  ${label.padEnd(24)} ${text}`);
    for (const { message, count, advice } of snapshot.problems)
      console.log(`  ${count} x ${message}\n      ${advice}`);
  },
});

/** `logs`: the newest line of each job and learner. */
export const logsCommand = defineCommand({
  meta: { name: "logs", description: "Show the newest log line of each job and learner" },
  args: { folder },
  run: async ({ args }) => {
    for (const row of await parseLogs(args.folder, true)) {
      console.log(
        `${row.timestamp.toISOString()}  ${row.jobId}  learner ${row.index}  ${row.npoints} points  loss ${String(row.loss)}`,
      );
    }
  },
});

/** `cancel`: cancels the run's jobs and ends it. */
export const cancelCommand = defineCommand({
  meta: { name: "cancel", description: "Cancel the jobs of a run and end it" },
  args: { folder },
  run: async ({ args }) => {
    const last = await cancelRun(args.folder);
    console.log(last === null ? "There is no run." : `The run is ${last.status}.`);
  },
});
