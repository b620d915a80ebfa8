import { Notification } from "@jupyterlab/apputils";
import { countOf, type RunStatus } from "../protocol/index.js";
import type { ListedRun } from "../ui/index.js";

const TYPES: Partial<Record<RunStatus, "success" | "error" | "warning">> = {
  finished: "success",
  failed: "error",
  cancelled: "warning",
};

/** Tells in a notification that a run has ended, with a way to its notebook. */
export function notifyEnd(run: ListedRun, openNotebook: (path: string) => void): void {
  const { snapshot, notebook } = run;
  Notification.emit(endSentence(run), TYPES[snapshot.status] ?? "info", {
    autoClose: false,
    actions: notebook === null ? [] : [{ label: "Go to notebook", callback: () => openNotebook(notebook) }],
  });
}

/** Says how a run ended: `Run "scan" finished: 18 learners done, 2 failed.` */
export function endSentence({ snapshot }: ListedRun): string {
  const { done, failed, waiting, running } = snapshot.learners;
  const open = waiting + running;
  const parts = [`${countOf(done, "learner")} done`];
  if (failed > 0) parts.push(`${String(failed)} failed`);
  if (open > 0) parts.push(`${String(open)} not done`);
  return `Run "${snapshot.jobName}" ${snapshot.status}: ${parts.join(", ")}.`;
}
