import type { Checkpoint, CheckpointOptions, Refusal, Saved } from "./checkpoint.js";
import { CheckpointError } from "./errors.js";
import { openCheckpointFile } from "./open-checkpoint.js";

/** As {@link CheckpointOptions}; a list of files for a balancing learner, one a child. */
export interface OpenCheckpointOptions extends Omit<CheckpointOptions, "fname"> {
  /** A list only for a learner of kind `BalancingLearner`, whose points are `[child, point]`. */
  readonly fname: string | readonly string[];
  /** Kinds of the children, when `fname` is a list; taken from `kind` when absent. */
  readonly childKinds?: readonly string[];
}

/** Opens a learner's checkpoint: one file, or one for each child of a balancing learner. */
export async function openCheckpoint({
  fname,
  childKinds,
  ...options
}: OpenCheckpointOptions): Promise<Checkpoint> {
  if (typeof fname === "string") return openCheckpointFile({ ...options, fname });
  const child = /^BalancingLearner\((.*)\)$/.exec(options.kind)?.[1];
  const kinds = childKinds ?? fname.map(() => child);
  const opened: Checkpoint[] = [];
  try {
    for (const [index, name] of fname.entries()) {
      const kind = kinds[index];
      if (kind === undefined) {
        throw new CheckpointError(
          "checkpoint-learner",
          `a ${options.kind} cannot be saved to ${fname.length} files.`,
        );
      }
      opened.push(await openCheckpointFile({ ...options, bounds: undefined, kind, fname: name }));
    }
  } catch (error) {
    for (const checkpoint of opened) await checkpoint.abandon();
    throw error;
  }
  return new SeveralFiles(fname, opened);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** The files of a balancing learner's children, as one checkpoint of points `[child, point]`. */
class SeveralFiles implements Checkpoint {
  constructor(
    readonly fname: readonly string[],
    readonly children: readonly Checkpoint[],
  ) {}

  get npoints(): number {
    return sum(this.children.map((child) => child.npoints));
  }

  get unsaved(): number {
    return sum(this.children.map((child) => child.unsaved));
  }

  get keptAside(): readonly string[] {
    return this.children.flatMap((child) => child.keptAside);
  }

  append(points: readonly unknown[], values: readonly unknown[]): Refusal[] {
    return points.flatMap((pair, index) => {
      const [child, point] = pair as readonly [number, unknown];
      const file = this.children[child];
      if (!file) return [{ point: pair, message: `there is no child ${child}` }];
      return file.append([point], [values[index]]).map(({ message }) => ({ point: pair, message }));
    });
  }

  async save(): Promise<Saved> {
    return this.#total((child) => child.save());
  }

  async finish(): Promise<Saved> {
    return this.#total((child) => child.finish());
  }

  async abandon(): Promise<void> {
    for (const child of this.children) await child.abandon();
  }

  async isStillMine(): Promise<boolean> {
    for (const child of this.children) if (!(await child.isStillMine())) return false;
    return true;
  }

  async #total(step: (child: Checkpoint) => Promise<Saved>): Promise<Saved> {
    const saved: Saved[] = [];
    for (const child of this.children) saved.push(await step(child));
    return {
      bytes: sum(saved.map((one) => one.bytes)),
      npoints: sum(saved.map((one) => one.npoints)),
      added: sum(saved.map((one) => one.added)),
    };
  }
}
