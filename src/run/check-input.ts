import { resolve } from "node:path";
import { AdaptiveSchedulerError } from "../protocol/index.js";

/** A learner's file: one, or a list for the children of a balancing learner. */
export type Fname = string | readonly string[];

function bad(message: string, details: Record<string, unknown> = {}): never {
  throw new AdaptiveSchedulerError("bad-input", message, { details });
}

/** Throws unless learners and fnames fit: equally many, at least one, and no file named twice. */
export function checkInput(learners: readonly unknown[], fnames: readonly Fname[], cwd: string): void {
  if (!Array.isArray(learners) || !Array.isArray(fnames))
    bad("RunManager takes a list of learners and a list of fnames.");
  if (learners.length === 0) bad("There are no learners: give the RunManager at least one.");
  if (learners.length !== fnames.length) {
    bad(
      `There are ${learners.length} learners and ${fnames.length} fnames: each learner needs a file of its own.`,
      { learners: learners.length, fnames: fnames.length },
    );
  }
  checkLearners(learners);
  checkFnames(fnames, cwd);
}

function checkLearners(learners: readonly unknown[]): void {
  const seen = new Map<unknown, number>();
  learners.forEach((learner, index) => {
    if (typeof (learner as { ask?: unknown } | null)?.ask !== "function") {
      bad(`Learner ${index} is not a learner: it has no ask().`, { index });
    }
    const before = seen.get(learner);
    if (before !== undefined)
      bad(`Learners ${before} and ${index} are the same object: make one for each file.`, { index });
    seen.set(learner, index);
  });
}

function checkFnames(fnames: readonly Fname[], cwd: string): void {
  const owners = new Map<string, number>();
  fnames.forEach((fname, index) => {
    for (const name of typeof fname === "string" ? [fname] : fname) {
      if (typeof name !== "string" || name === "")
        bad(`The fname of learner ${index} is not a file name.`, { index });
      const path = resolve(cwd, name);
      const before = owners.get(path);
      if (before !== undefined) {
        bad(`Learners ${before} and ${index} have the same fname "${name}": one would overwrite the other.`, {
          index,
          fname: name,
        });
      }
      owners.set(path, index);
    }
  });
}

/** Throws for a dependency on a learner that is not there, or on itself through others. */
export function checkDependencies(
  dependencies: Readonly<Record<number, readonly number[]>>,
  count: number,
): void {
  const state = new Map<number, "open" | "done">();
  const visit = (start: number): void => {
    const stack: { index: number; next: number }[] = [{ index: start, next: 0 }];
    state.set(start, "open");
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const child = (dependencies[top.index] ?? [])[top.next++];
      if (child === undefined) {
        state.set(top.index, "done");
        stack.pop();
        continue;
      }
      if (!Number.isInteger(child) || child < 0 || child >= count) {
        bad(
          `Learner ${top.index} depends on learner ${child}, and there are ${count} learners, from 0 to ${count - 1}.`,
        );
      }
      if (state.get(child) === "open")
        bad(`Learner ${child} depends on itself, through learner ${top.index}.`);
      if (state.get(child) === "done") continue;
      state.set(child, "open");
      stack.push({ index: child, next: 0 });
    }
  };
  for (const key of Object.keys(dependencies)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      bad(`dependencies names learner ${key}, and there are ${count} learners, from 0 to ${count - 1}.`);
    }
    if (!state.has(index)) visit(index);
  }
}
