import { join } from "node:path";
import { SequenceLearner } from "../../learner/index.js";
import { hashAnything } from "../shape/index.js";
import { SlurmTask } from "./slurm-task.js";

/** A function that is called with the elements of a sequence. */
export type TaskFunction = (...args: never[]) => unknown;

type Arguments = readonly unknown[];

/** One learner of an executor's run: calls of one function, and the tasks that wait for them. */
export interface Chunk {
  readonly learner: SequenceLearner<Arguments>;
  readonly fname: string;
  readonly tasks: readonly SlurmTask[];
}

/** Gathers calls, function by function. */
export class Calls {
  readonly #functions = new Map<TaskFunction, { readonly args: Arguments; readonly task: SlurmTask }[]>();
  readonly #indexOf = new Map<TaskFunction, number>();

  add(fn: TaskFunction, args: Arguments): SlurmTask {
    let calls = this.#functions.get(fn);
    if (!calls) {
      this.#indexOf.set(fn, this.#functions.size);
      this.#functions.set(fn, (calls = []));
    }
    const task = new SlurmTask({ functionIndex: this.#indexOf.get(fn)!, callIndex: calls.length });
    calls.push({ args, task });
    return task;
  }

  /** Makes the learners: one for each function, or for each `size` calls of one. Equal calls get equal file names. */
  chunks(folder: string, size: number | null): Chunk[] {
    const chunks: Chunk[] = [];
    for (const [fn, calls] of this.#functions) {
      const step = size ?? calls.length;
      for (let from = 0; from < calls.length; from += step) {
        const part = calls.slice(from, from + step);
        const sequence = part.map(({ args }) => args);
        const name = fn.name.replace(/[^\w-]/g, "") || "function";
        const hash = hashAnything([String(fn), sequence]).slice(0, 16);
        chunks.push({
          learner: spread(fn, sequence),
          fname: join(folder, `${name}-${chunks.length}-${hash}.arrow`),
          tasks: part.map(({ task }) => task),
        });
      }
    }
    return chunks;
  }
}

function spread(fn: TaskFunction, sequence: readonly Arguments[]): SequenceLearner<Arguments> {
  const call = fn as (...args: readonly unknown[]) => unknown;
  return new SequenceLearner<Arguments>((args) => call(...args), { sequence });
}
