import type { MessagePort } from "node:worker_threads";
import type { ExecutorKind, GoalRecord, PointError } from "../protocol/index.js";
import type { LoopEnd } from "../runner/index.js";
import type { RingMemory } from "./told-ring.js";

/** The entry word with which the bundle starts as the runner thread. */
export const RUNNER_ENTRY = "--runner-thread";

/** What the runner thread is started with. */
export interface RunnerThreadData {
  readonly entry: typeof RUNNER_ENTRY;
  readonly state: SharedArrayBuffer;
  readonly ring: RingMemory;
  readonly large: MessagePort;
  /** The folder of captured functions. */
  readonly functions: string;
  readonly executor: ExecutorKind;
  readonly cores: number;
  readonly ntasks: number | null;
  readonly retries: number;
  readonly raiseIfRetriesExceeded: boolean;
  readonly goal: GoalRecord;
  /** Descriptor of the file in which threads note the point that they evaluate; null for none. */
  readonly noteFile: number | null;
  /** How long points in flight are waited for after a stop, in milliseconds. */
  readonly graceMs: number;
}

/** What a member of a pool of threads is started with. */
export interface MemberData extends Pick<RunnerThreadData, "noteFile"> {
  /** Its place in the pool, and its slot in the note. */
  readonly place: number;
}

/** What the main thread says to the runner thread. */
export type ToRunner =
  /** Revive a learner; answered by `revived` or `failed`. */
  | {
      readonly type: "learner";
      readonly index: number;
      /** Its folder inside that of captured functions, when it was replaced. */
      readonly functions?: string;
    }
  /** Tell it what its checkpoint holds, and run; answered by `ended` or `failed`. */
  | { readonly type: "begin"; readonly points: readonly unknown[]; readonly values: readonly unknown[] }
  | { readonly type: "stop" };

/** What the runner thread says. */
export type FromRunner =
  | {
      readonly type: "revived";
      readonly kind: string;
      /** Kinds of a balancing learner's children. */
      readonly childKinds: readonly string[] | null;
      readonly bounds: unknown;
    }
  /** The ring is filling: read it. */
  | { readonly type: "filling" }
  /** The pool's processes. */
  | { readonly type: "processes"; readonly pids: readonly number[] }
  /** `isClean`: nothing of this learner runs any more, so that the thread can take the next. */
  | { readonly type: "ended"; readonly end: LoopEnd; readonly isClean: boolean; readonly givenUp: number }
  | { readonly type: "failed"; readonly error: PointError; readonly isClean: boolean };
