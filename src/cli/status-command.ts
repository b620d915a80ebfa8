import { defineCommand } from "citty";
import { isOver, snapshotText, type Snapshot } from "../protocol/index.js";
import { isRunAlive, readStatus } from "../run/index.js";
import { runFolderArg, sentenceOnError } from "./command-line.js";

/** `status`: what the run's last snapshot says, and whether anybody looks after the run. */
export const statusCommand = defineCommand({
  meta: { name: "status", description: "Show how a run stands" },
  args: { folder: runFolderArg, json: { type: "boolean", description: "Print the snapshot as JSON" } },
  run: ({ args: { folder, json } }) =>
    sentenceOnError(() => {
      const snapshot = readStatus(folder);
      if (snapshot === null) throw new Error(`${folder} holds no run that has begun.`);
      console.log(json === true ? JSON.stringify(snapshot, null, 2) : textOf(snapshot, folder));
    }),
});

function textOf(snapshot: Snapshot, folder: string): string {
  const text = snapshotText(snapshot);
  if (isOver(snapshot.status) || isRunAlive(folder)) return text;
  return `${text}\nThe manager of this run is gone; its jobs go on with what they have. \`adaptive-scheduler attach ${folder}\` starts it again.`;
}
