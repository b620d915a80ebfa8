import { isMainThread, workerData } from "node:worker_threads";
import { MEMBER_ENTRY } from "../runner/pool/member-handle.js";
import { PREDICATE_ENTRY, type PredicateThreadData } from "../protocol/log-predicate.js";
import { RUNNER_ENTRY, type MemberData, type RunnerThreadData } from "./runner-messages.js";

// The one file that a compute node runs: a job's main process, its runner thread, the members of its pool, and the
// thread in which a manager asks a user's predicate. Each loads only its own part of it.

async function main(file: string): Promise<void> {
  const { entry } = (workerData ?? {}) as { entry?: string };
  if (entry === RUNNER_ENTRY) {
    const { startRunnerThread } = await import("./runner-thread.js");
    const { mapStack, revive } = await import("./revive.js");
    startRunnerThread(workerData as RunnerThreadData, { revive, mapStack, file });
  } else if (entry === MEMBER_ENTRY || process.argv[2] === MEMBER_ENTRY) {
    const { becomeMember } = await import("../runner/pool/member-entry.js");
    const { reviveForMember } = await import("./revive.js");
    const { noteFile = null, place = 0 } = (workerData ?? {}) as Partial<MemberData>;
    const { PointNote } = await import("../log/point-note.js");
    const watch = noteFile === null ? undefined : new PointNote(noteFile, place);
    becomeMember({ revive: reviveForMember, ...(watch && { watch }) });
  } else if (entry === PREDICATE_ENTRY) {
    const { startPredicateThread } = await import("./predicate-thread.js");
    startPredicateThread(workerData as PredicateThreadData);
  } else if (isMainThread) await runMain(file);
}

async function runMain(file: string): Promise<void> {
  let code = 0;
  try {
    const { parseArguments, runJob } = await import("./job.js");
    await runJob(parseArguments(process.argv.slice(2), file));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    code = 1;
  }
  process.exit(code);
}

void main(__filename);
