import { defineCommand } from "citty";
import { isOver, progressText, snapshotText, type Snapshot } from "../protocol/index.js";
import { followRun } from "../run/index.js";
import { runFolderArg, sentenceOnError } from "./command-line.js";

const CLEAR_LINE = "\r\u001b[2K";

/** `attach`: starts the manager of a run again where it is gone, and follows the run to its end. */
export const attachCommand = defineCommand({
  meta: {
    name: "attach",
    description: "Follow a run to its end; start its manager again where it is gone",
  },
  args: { folder: runFolderArg },
  run: ({ args: { folder } }) =>
    sentenceOnError(async () => {
      const stop = new AbortController();
      process.once("SIGINT", () => stop.abort());
      const last = await followRun(folder, { onSnapshot: showProgress, signal: stop.signal });
      if (last === null) console.log(`\nThe run goes on without you; see it with \`status\` or \`attach\`.`);
      else if (last.status !== "finished") process.exitCode = 1;
    }),
});

function showProgress(snapshot: Snapshot): void {
  const { stdout } = process;
  if (isOver(snapshot.status)) stdout.write(`${stdout.isTTY ? CLEAR_LINE : ""}${snapshotText(snapshot)}\n`);
  else if (stdout.isTTY) stdout.write(CLEAR_LINE + progressText(snapshot));
}
