import { join } from "node:path";
import { readLogRows, type LogRow } from "../log/index.js";
import { RUN_FOLDER } from "../protocol/index.js";

export type { LogRow };

/** Reads the logs of a run as rows: the newest of each job and learner, or all. */
export function parseLogs(runFolder: string, onlyLast: boolean): Promise<LogRow[]> {
  return readLogRows(join(runFolder, RUN_FOLDER.logs), { onlyLast });
}
