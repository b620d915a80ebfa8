import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Table } from "apache-arrow";
import { loadDataframes, loadLearner } from "../checkpoint/index.js";
import type { Learner } from "../learner/index.js";
import type { LoadReply } from "../protocol/index.js";
import type { Fname } from "./check-input.js";

/** A balancing learner has a file for each child. */
interface Parent {
  readonly learners: readonly Learner[];
}

/** Loads what the files have into the learners; files that are not there yet are counted, not an error. */
export async function loadAll(
  learners: readonly Learner[],
  fnames: readonly Fname[],
  cwd: string,
): Promise<LoadReply> {
  let [loaded, missing] = [0, 0];
  for (const [index, learner] of learners.entries()) {
    const fname = fnames[index]!;
    const pairs: [Learner, string][] =
      typeof fname === "string"
        ? [[learner, fname]]
        : fname.map((name, child) => [(learner as unknown as Parent).learners[child]!, name]);
    for (const [child, name] of pairs) {
      const path = resolve(cwd, name);
      if (!existsSync(path)) {
        missing++;
        continue;
      }
      await loadLearner(child, path);
      loaded++;
    }
  }
  return { loaded, missing };
}

/** Reads what the files have into one table. */
export function loadTable(fnames: readonly Fname[], cwd: string): Promise<Table> {
  const inCwd = (fname: string): string => resolve(cwd, fname);
  return loadDataframes(fnames.map((fname) => (typeof fname === "string" ? inCwd(fname) : fname.map(inCwd))));
}
