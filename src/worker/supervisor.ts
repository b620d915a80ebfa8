import type { LogWriter } from "../log/index.js";
import type { JobResources, RunFile, StartReply } from "../protocol/index.js";
import type { Interrupt } from "./interruption.js";
import { LearnerRun } from "./learner-run.js";
import type { Reporter } from "./reporter.js";
import { RunnerHandle } from "./runner-handle.js";
import { stopTimes } from "./stop-times.js";

/** What a job's main thread works with. */
export interface SupervisorOptions {
  readonly run: RunFile;
  readonly resourceClass: number;
  readonly resources: JobResources;
  /** Absolute path of the folder of captured functions. */
  readonly functions: string;
  /** The bundle that the runner thread and pool members run. */
  readonly file: string;
  /** Descriptor of the file in which threads note the points that they evaluate; null for none. */
  readonly noteFile: number | null;
  readonly reporter: Reporter;
  readonly log: LogWriter;
  readonly stop: Interrupt;
  /** Seconds until the job stops by itself; null when it has no end. */
  readonly secondsLeft: () => number | null;
  /** How long an unanswered manager is asked, in milliseconds. */
  readonly patienceMs: number;
}

/** Asks for learners and computes them, until there are none or the job has to stop. Resolves with the cause. */
export async function supervise(options: SupervisorOptions): Promise<string> {
  const { stop, reporter, log } = options;
  let runner: RunnerHandle | null = null;
  try {
    for (;;) {
      // The thread starts while the manager is asked.
      runner ??= startRunner(options);
      const reply = await askForLearner(options);
      const reason = stop.reason;
      if (reply === null) return reason?.kind === "stop" ? reason.cause : "the manager did not answer";
      if (reply.status === "stop") {
        log.write({ event: "note", text: reply.reason });
        return "finished";
      }
      if (reply.status === "wait") {
        await stop.sleep(1000 * reply.seconds);
        continue;
      }
      const { index, epoch, functions, reportIn } = reply;
      const outcome = await new LearnerRun({
        ...options,
        assignment: { index, epoch },
        replacement: functions,
        reportIn,
        cores: coresOf(options),
        runner,
      }).compute();
      if (stop.reason?.kind === "stop") return stop.reason.cause;
      if (!outcome.isThreadClean || runner.hasEnded) {
        await runner.terminate();
        runner = null;
      }
    }
  } finally {
    await runner?.terminate();
    if (stop.reason === null) await reporter.leave();
  }
}

function coresOf({ resources }: SupervisorOptions): number {
  return resources.executor === "sequential" ? 1 : resources.cores;
}

function startRunner(options: SupervisorOptions): RunnerHandle {
  const { run, file, functions, resources, noteFile } = options;
  const { ntasks, retries, raiseIfRetriesExceeded } = run.runner;
  return new RunnerHandle(file, {
    functions,
    executor: resources.executor,
    cores: coresOf(options),
    ntasks,
    retries,
    raiseIfRetriesExceeded,
    goal: run.goal,
    noteFile,
    graceMs: stopTimes.graceMs,
  });
}

/** Null when nobody answered in time, or the job has to stop. */
async function askForLearner({
  reporter,
  resourceClass,
  secondsLeft,
  stop,
  patienceMs,
}: SupervisorOptions): Promise<StartReply | null> {
  if (stop.signal.aborted) return null;
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(patienceMs)]);
  return reporter.start(
    { verb: "start", resourceClass, secondsLeft: secondsLeft() },
    { retries: Infinity, signal },
  );
}
