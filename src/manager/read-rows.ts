import { readDatabase } from "../database/index.js";
import type { RowsReply } from "../protocol/index.js";
import { rowsOfView } from "./owner-verbs.js";
import { requireRunFile } from "./run-files.js";

/** Reads a page of a run's tables from its journal, for a run that has no manager. */
export async function readRows(
  runFolder: string,
  table: "learners" | "jobs",
  offset: number,
  limit: number,
  status: string | null,
): Promise<RowsReply> {
  const run = requireRunFile(runFolder);
  return rowsOfView(await readDatabase(runFolder, run), run, { table, offset, limit, status });
}
