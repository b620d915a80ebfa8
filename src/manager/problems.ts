import type { PointError, Problem } from "../protocol/index.js";

/** A learner with an error, for {@link groupProblems}. */
export interface Trouble {
  readonly index: number;
  readonly error: PointError;
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /is not defined/,
    "The function uses a name that did not travel with it. Define it in a cell, or pass it with task(fn, {captures}).",
  ],
  [
    /Cannot find (module|package)/,
    "The job cannot find a package. Install it where the jobs run, in the folder of the notebook or above.",
  ],
  [
    /hold their new points/,
    "Free room there, or give the folder back its rights: the jobs look again every half minute at least, and go on by themselves.",
  ],
  [
    /ENOSPC|EDQUOT|no space|quota/i,
    "The disk is full. Free room, then start the run again; what was saved is kept.",
  ],
  [/EACCES|EPERM|permission/i, "A file cannot be read or written from the job. Check its owner and mode."],
  [
    /heap|out of memory|ERR_WORKER_OUT_OF_MEMORY/i,
    "The function needs more memory than its job has. Ask for more with `memory`.",
  ],
  [
    /^Submitting jobs failed/,
    "Submit a script of the run folder's jobs/ by hand to see the scheduler's own words; a wrong partition or account, or a limit of the site, is the usual cause. Points are not lost: it goes on by itself once a submission succeeds.",
  ],
  [
    /SIGSEGV|SIGABRT|SIGBUS|SIGILL|SIGFPE/,
    "Native code crashed at the point shown: a package with an addon, or the program itself. Try the function there by hand.",
  ],
  [
    /SIGKILL|left no exit code/,
    "Something outside ended the job, most often for want of memory: ask for more with `memory`, and look at the point shown.",
  ],
  [
    /before (it|they) asked for a learner/,
    "Look at the job's log: a wrong nodeExecutable or a missing module is the usual cause.",
  ],
];

const GENERAL =
  "Open the stack: it shows the line of your function. Mend the function, then start the run again.";

/** Says in one sentence what a user can do about an error. */
export function adviceFor(message: string): string {
  return ADVICE.find(([pattern]) => pattern.test(message))?.[1] ?? GENERAL;
}

/** Gathers learners with the same error message; the most frequent first, a few examples each. */
export function groupProblems(troubles: Iterable<Trouble>, examplesEach = 5): Problem[] {
  const groups = new Map<string, { count: number; examples: Trouble[] }>();
  for (const trouble of troubles) {
    let group = groups.get(trouble.error.message);
    if (!group) groups.set(trouble.error.message, (group = { count: 0, examples: [] }));
    group.count++;
    if (group.examples.length < examplesEach) group.examples.push(trouble);
  }
  return [...groups]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([message, { count, examples }]) => ({ message, advice: adviceFor(message), count, examples }));
}
