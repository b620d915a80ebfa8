import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Learner } from "../learner/index.js";
import { replaceFile } from "./durable.js";
import { encodeNarrowest } from "./encode.js";
import { CheckpointError, writeError } from "./errors.js";
import { arrowFile } from "./ipc-write.js";
import { boundsOf, childrenOf, learnerKind } from "./learner-kind.js";
import { CHECKPOINT_VERSION, fieldsOf, type CheckpointMetadata } from "./metadata.js";
import { readCheckpoint, type CheckpointData } from "./read.js";
import { toldOf } from "./told.js";

/** Encodes all that a learner was told as an Arrow file in memory. */
export function encodeLearner(learner: Learner): Buffer {
  const kind = learnerKind(learner);
  const { points, values } = toldOf(learner);
  const { point, value, columns, rows } = encodeNarrowest(kind, points, values);
  const metadata: CheckpointMetadata = {
    version: CHECKPOINT_VERSION,
    kind,
    runId: "",
    epoch: 0,
    bounds: boundsOf(learner),
    point,
    value,
  };
  return arrowFile(fieldsOf(metadata), JSON.stringify(metadata), columns, rows);
}

/**
 * Where a learner is saved: one file, or one for each child of a balancing learner, as a list of names or as a function
 * that names the file of a child: `(_, index) => comboToFname(balancing.cdims[index])`.
 */
export type LearnerFname = string | readonly string[] | ((child: Learner, index: number) => string);

function childOf(learner: Learner, fname: Exclude<LearnerFname, string>): [Learner, string][] {
  const children = childrenOf(learner);
  const fnames = typeof fname === "function" ? (children ?? [learner]).map(fname) : fname;
  if (children?.length !== fnames.length) {
    const what = children ? `has ${children.length} children` : "is not a BalancingLearner";
    throw new CheckpointError(
      "checkpoint-learner",
      `${fnames.length} file names were given, but the learner ${what}.`,
    );
  }
  return fnames.map((fname, index) => [children[index]!, fname]);
}

/**
 * Saves a learner's points as an Arrow file (what `pandas.read_feather` opens), replacing the file at once or not at
 * all. A list of names, or a function from a child and its index to a name, saves a balancing learner as one file a
 * child. Folders are made.
 *
 * Rejects with `value-unkeepable`, `checkpoint-full` or `checkpoint-write`.
 *
 * @example
 * ```ts
 * const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
 * simple(learner, { goal: 20 });
 * await saveLearner(learner, "data/square.arrow");
 * const again = learner.new();
 * await loadLearner(again, "data/square.arrow");
 * again.npoints; // 20
 * ```
 */
export async function saveLearner(learner: Learner, fname: LearnerFname): Promise<void> {
  if (typeof fname !== "string") {
    for (const [child, name] of childOf(learner, fname)) await saveLearner(child, name);
    return;
  }
  const bytes = encodeLearner(learner);
  try {
    await mkdir(dirname(fname), { recursive: true });
    await (await replaceFile(fname, `${fname}.save.tmp`, [bytes])).close();
  } catch (error) {
    throw writeError(fname, error);
  }
}

/** Tells a learner what a file holds; throws when the file is of another kind of learner. */
export function tellCheckpoint(
  learner: Learner,
  fname: string,
  { metadata, points, values }: CheckpointData,
): void {
  const kind = learnerKind(learner);
  if (metadata.kind !== kind) {
    throw new CheckpointError(
      "checkpoint-kind",
      `${fname} holds points of a ${metadata.kind}, and cannot be loaded into a ${kind}.`,
      { details: { fname, found: metadata.kind, expected: kind } },
    );
  }
  learner.tellMany(points, values);
}

/**
 * Loads a learner's points from its checkpoint, running or finished, by telling them in the order in which they were
 * told. A list of names, or a function from a child and its index to a name, loads a balancing learner from one file a child.
 *
 * Rejects with `checkpoint-missing`, `checkpoint-corrupt` or `checkpoint-kind`; the learner is unchanged then.
 */
export async function loadLearner(learner: Learner, fname: LearnerFname): Promise<void> {
  const pairs: [Learner, string][] = typeof fname === "string" ? [[learner, fname]] : childOf(learner, fname);
  const loaded: [Learner, string, CheckpointData][] = [];
  for (const [one, name] of pairs) loaded.push([one, name, await readCheckpoint(name)]);
  for (const [one, name, data] of loaded) tellCheckpoint(one, name, data);
}
