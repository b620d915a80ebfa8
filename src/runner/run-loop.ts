import type { Learner } from "../learner/index.js";
import type { Attempt, Attempts } from "./attempts.js";
import type { Executor, Settled } from "./executor.js";
import { describeError } from "./point-error.js";

/** What {@link runLoop} is given. */
export interface RunLoop<P, V> {
  readonly learner: Learner<P, V>;
  /** Whether the learner is good enough; asked before the first point and after each. */
  readonly isDone: (learner: Learner<P, V>) => boolean;
  readonly executor: Executor<Attempt<P>>;
  /** Most points in flight at once; null for what the executor wants. */
  readonly ntasks: number | null;
  readonly attempts: Attempts<P>;
  /** Stops asking when it aborts; points in flight are waited for until `graceMs` is over. */
  readonly signal: AbortSignal;
  readonly graceMs?: number;
  /** For a thread that cannot receive events: says that the loop is to stop. */
  readonly isStopped?: () => boolean;
  /** Says that no point is to be asked for now, and when to look again; null to go on. */
  readonly held?: () => Promise<unknown> | null;
  /** Called with a value before the learner is told; what it throws is the point's error. */
  readonly beforeTell?: (point: P, value: V) => void;
  readonly afterTell?: (point: P, value: V, seconds: number) => void;
  readonly onAsk?: (n: number) => void;
  /** Called at the end, however it comes, with the number of points that are still being evaluated. */
  readonly onEnd?: (inFlight: number) => void;
}

/** How a loop ended: the goal was met, it was told to stop, or the learner has no more points to give. */
export type LoopEnd = "goal" | "stopped" | "exhausted";

/** Milliseconds after which a loop that never waits lets the thread's other work run. */
const SLICE_MS = 25;

/**
 * Asks a learner for points, has them evaluated, tells the values, until the goal is met.
 *
 * Never more than an eighth of the known points are in flight beyond the executor's cores, so that batches of cheap
 * points do not spoil the choice of points. Points in flight when the goal is met are given up.
 *
 * @throws PointFailedError when a point failed too often
 */
export async function runLoop<P, V>(run: RunLoop<P, V>): Promise<LoopEnd> {
  const inFlight = new Set<Attempt<P>>();
  try {
    return await askAndTell(run, inFlight);
  } finally {
    for (const task of run.executor.drop()) inFlight.delete(task);
    run.onEnd?.(inFlight.size);
  }
}

async function askAndTell<P, V>(run: RunLoop<P, V>, inFlight: Set<Attempt<P>>): Promise<LoopEnd> {
  const stopped = (): boolean => run.signal.aborted || run.isStopped?.() === true;
  let sliceEnd = performance.now() + SLICE_MS;
  for (;;) {
    if (run.isDone(run.learner)) return "goal";
    if (stopped()) return drain(run, inFlight);
    const held = run.held?.() ?? null;
    const isExhausted = held === null && ask(run, inFlight);
    if (held !== null && inFlight.size === 0) {
      await orStop(held.then(() => []), run.signal); // prettier-ignore
      continue;
    }
    if (inFlight.size === 0) return isExhausted ? "exhausted" : "stopped";
    const pending = run.executor.settled();
    const settled = pending instanceof Promise ? await orStop(pending, run.signal) : pending;
    for (const one of settled) {
      inFlight.delete(one.task);
      take(run, one);
      if (settled.length > 1 && run.isDone(run.learner)) return "goal";
    }
    if (performance.now() >= sliceEnd) {
      await new Promise((resolve) => setImmediate(resolve));
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
}

/** Fills the executor; true when the learner gave fewer points than it was asked for. */
function ask<P, V>(run: RunLoop<P, V>, inFlight: Set<Attempt<P>>): boolean {
  const { learner, executor, attempts } = run;
  const wanted = run.ntasks ?? Math.min(executor.capacity, Math.max(executor.cores, learner.npoints >> 3));
  const free = wanted - inFlight.size;
  if (free <= 0) return false;
  const tasks = attempts.take(free);
  let isExhausted = false;
  if (tasks.length < free) {
    const n = free - tasks.length;
    run.onAsk?.(n);
    const { points } = learner.ask(n);
    for (const point of points) tasks.push({ point, fails: 0 });
    isExhausted = points.length < n;
  }
  for (const task of tasks) inFlight.add(task);
  if (tasks.length > 0) executor.submit(tasks);
  return isExhausted;
}

function take<P, V>(run: RunLoop<P, V>, { task, value, error, thrown, seconds }: Settled<Attempt<P>>): void {
  if (error !== undefined) return run.attempts.failedOnce(task, error, thrown);
  try {
    run.beforeTell?.(task.point, value as V);
    run.learner.tell(task.point, value as V);
  } catch (refused) {
    // A value that the learner or the checkpoint cannot take is an error of the function at this point.
    return run.attempts.failedOnce(task, describeError(refused, undefined, task.point), refused);
  }
  run.attempts.succeeded(task);
  run.afterTell?.(task.point, value as V, seconds);
}

/** Tells what still comes in within the grace time. */
async function drain<P, V>(run: RunLoop<P, V>, inFlight: Set<Attempt<P>>): Promise<LoopEnd> {
  for (const task of run.executor.drop()) inFlight.delete(task);
  const deadline = AbortSignal.timeout(run.graceMs ?? 0);
  while (inFlight.size > 0 && (run.graceMs ?? 0) > 0 && !deadline.aborted) {
    for (const one of await orStop(Promise.resolve(run.executor.settled()), deadline)) {
      inFlight.delete(one.task);
      take(run, one);
    }
  }
  return "stopped";
}

/** Waits for settled points, or for the signal: then there are none. */
async function orStop<T>(pending: Promise<readonly T[]>, signal: AbortSignal): Promise<readonly T[]> {
  if (signal.aborted) return [];
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<readonly T[]>((resolve) => {
    onAbort = () => resolve([]);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([pending, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort!);
  }
}
