import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readDatabase } from "../database/index.js";
import { RUN_FOLDER, type RowsReply, type RunFile } from "../protocol/index.js";
import { rowsOfView } from "./owner-verbs.js";

/** Reads a page of a run's tables from its journal, for a run that has no manager. */
export async function readRows(
  runFolder: string,
  table: "learners" | "jobs",
  offset: number,
  limit: number,
  status: string | null,
): Promise<RowsReply> {
  const run = JSON.parse(readFileSync(join(runFolder, RUN_FOLDER.run), "utf8")) as RunFile;
  return rowsOfView(await readDatabase(runFolder, run), run, { table, offset, limit, status });
}
