import { Worker } from "node:worker_threads";
import type { LogPredicate } from "../log/index.js";
import {
  AdaptiveSchedulerError,
  PREDICATE_ENTRY,
  type PredicateAnswer,
  type PredicateQuestion,
  type PredicateThreadData,
} from "../protocol/index.js";

/** Where a captured predicate is. */
export interface CapturedPredicate {
  /** The worker's bundle, which knows how to revive functions. */
  readonly program: string;
  readonly functions: string;
  readonly record: number;
}

/** A predicate that is answered by a thread, and the end of that thread. */
export interface ThreadPredicate {
  readonly predicate: LogPredicate;
  close(): void;
}

/**
 * Evaluates a captured `killOnError` in a thread of its own, so that one that does not end or throws holds nobody up: it
 * gets `limitMs` for a log, then its thread is ended, and the next log has a new one.
 */
export function threadPredicate(
  { program, functions, record }: CapturedPredicate,
  limitMs = 30_000,
): ThreadPredicate {
  let worker: Worker | null = null;
  let serial = 0;
  const start = (): Worker => {
    const workerData: PredicateThreadData = { entry: PREDICATE_ENTRY, functions, record };
    const thread = new Worker(program, { workerData });
    thread.unref();
    return thread;
  };
  const close = (): void => {
    void worker?.terminate();
    worker = null;
  };
  const predicate = (lines: string[]): Promise<boolean> => {
    const thread = (worker ??= start());
    const question: PredicateQuestion = { id: serial++, lines };
    return new Promise<boolean>((resolve, reject) => {
      // One by one: a Worker keeps listeners of its own.
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        thread.off("message", hear).off("error", fail).off("exit", leave);
        end();
      };
      const fail = (error: Error): void => {
        close();
        settle(() => reject(error));
      };
      const leave = (code: number): void => fail(new Error(`it ended its thread with code ${code}`));
      const hear = (answer: PredicateAnswer): void => {
        if (answer.id !== question.id) return;
        settle(() => {
          if ("matches" in answer) resolve(answer.matches);
          else reject(new AdaptiveSchedulerError(answer.error.code, answer.error.message));
        });
      };
      const timer = setTimeout(() => fail(tooSlow(limitMs)), limitMs);
      thread.on("message", hear).on("error", fail).on("exit", leave);
      thread.postMessage(question);
    });
  };
  return { predicate, close };
}

function tooSlow(limitMs: number): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError("too-slow", `it took longer than ${limitMs / 1000} s for one log`);
}
