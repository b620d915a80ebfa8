import type { RunFile } from "../protocol/index.js";

/** Says in which way a new run is another one than the run in its folder; null when it may go on from it. */
export function differenceOf(
  before: RunFile,
  now: Pick<RunFile, "fnames" | "kinds" | "kindOf">,
): string | null {
  if (before.fnames.length !== now.fnames.length) {
    return `it had ${before.fnames.length} learners, and there are ${now.fnames.length} now`;
  }
  for (let i = 0; i < now.fnames.length; i++) {
    const [old, fresh] = [JSON.stringify(before.fnames[i]), JSON.stringify(now.fnames[i])];
    if (old !== fresh) return `the fname of learner ${i} was ${old}, and is ${fresh} now`;
    const [oldKind, kind] = [before.kinds[before.kindOf[i]!], now.kinds[now.kindOf[i]!]];
    if (oldKind !== kind) return `learner ${i} was a ${String(oldKind)}, and is a ${String(kind)} now`;
  }
  return null;
}
