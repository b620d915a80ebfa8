import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  AdaptiveSchedulerError,
  PROTOCOL_VERSION,
  RUN_FOLDER,
  type EndpointFile,
  type RunFile,
  type Snapshot,
} from "../protocol/index.js";

/** Reads a file of a run folder; null when it is not there. Never touches what it cannot read. */
function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new AdaptiveSchedulerError("unreadable", `${path} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AdaptiveSchedulerError("corrupt", `${path} is not valid JSON. It was not touched.`, {
      cause: error,
    });
  }
}

/** Reads `run.json`; null when the folder holds no run. Throws for a run of another version. */
export function readRunFile(folder: string): RunFile | null {
  const run = readJson(join(folder, RUN_FOLDER.run)) as RunFile | null;
  if (run !== null && run.protocol !== PROTOCOL_VERSION) {
    throw new AdaptiveSchedulerError(
      "protocol-version",
      `The run in ${folder} was made by version ${String(run.protocol)} of the run folder; this is version ${PROTOCOL_VERSION}. Use the package that made it.`,
    );
  }
  return run;
}

/** Reads `run.json` of a folder that has to hold a run. */
export function requireRunFile(folder: string): RunFile {
  const run = readRunFile(folder);
  if (run !== null) return run;
  throw new AdaptiveSchedulerError("no-run", `${folder} holds no run: there is no ${RUN_FOLDER.run} in it.`);
}

/** Reads where the manager listens, or listened; null when none has yet. */
export function readEndpoint(folder: string): EndpointFile | null {
  return readJson(join(folder, RUN_FOLDER.endpoint)) as EndpointFile | null;
}

/** Reads the last snapshot that a manager left in the folder; null when none has. */
export function readStatus(folder: string): Snapshot | null {
  return readJson(join(folder, RUN_FOLDER.status)) as Snapshot | null;
}
