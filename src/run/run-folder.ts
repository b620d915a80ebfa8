import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../manager/index.js";
import {
  AdaptiveSchedulerError,
  PROTOCOL_VERSION,
  RUN_FOLDER,
  type EndpointFile,
  type RunFile,
  type Snapshot,
} from "../protocol/index.js";

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

/** Reads where the manager listens, or listened; null when none has yet. */
export function readEndpoint(folder: string): EndpointFile | null {
  return readJson(join(folder, RUN_FOLDER.endpoint)) as EndpointFile | null;
}

/** Reads the last snapshot that a manager left in the folder. */
export function readStatus(folder: string): Snapshot | null {
  return existsSync(join(folder, RUN_FOLDER.status))
    ? (readJson(join(folder, RUN_FOLDER.status)) as Snapshot)
    : null;
}

/** Makes the run folder, for the owner's eyes only; says plainly when it cannot be written. */
export async function makeRunFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of [RUN_FOLDER.jobs, RUN_FOLDER.logs])
      await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AdaptiveSchedulerError(
      "unwritable",
      `The run folder ${folder} cannot be written: ${(error as Error).message}. Choose another with runsFolder.`,
      { cause: error },
    );
  }
}

/** Writes `run.json`: last, since it is what makes the folder a run. */
export async function writeRunFile(folder: string, run: RunFile): Promise<void> {
  await replaceFile(join(folder, RUN_FOLDER.run), JSON.stringify(run));
}
