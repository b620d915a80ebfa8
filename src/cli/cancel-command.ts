import { defineCommand } from "citty";
import { cancelRun } from "../run/index.js";
import { runFolderArg, sentenceOnError } from "./command-line.js";

/** `cancel`: cancels the run's jobs and ends it. */
export const cancelCommand = defineCommand({
  meta: { name: "cancel", description: "Cancel the jobs of a run and end it" },
  args: { folder: runFolderArg },
  run: ({ args: { folder } }) =>
    sentenceOnError(async () => {
      const last = await cancelRun(folder);
      if (last === null) throw new Error(`${folder} holds no run.`);
      console.log(`The run is ${last.status}.`);
    }),
});
