import type { Learner } from "../learner/index.js";

/** A call of a learner as a runner's log keeps it. */
export type LogEntry<P = unknown, V = unknown> = readonly ["ask", number] | readonly ["tell", P, V];

/**
 * Makes the calls of a runner's log on another, new learner: what a runner did can be looked at step by step.
 *
 * @example
 * ```ts
 * const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
 * const runner = new Runner(learner, { goal: 20, executor: "sequential", log: true });
 * await runner.finished;
 * const again = learner.new();
 * replayLog(again, runner.log!);
 * again.npoints; // 20
 * ```
 */
export function replayLog<P, V>(learner: Learner<P, V>, log: readonly LogEntry<P, V>[]): void {
  for (const entry of log) {
    if (entry[0] === "ask") learner.ask(entry[1]);
    else learner.tell(entry[1], entry[2]);
  }
}
