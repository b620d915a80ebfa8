import type { Scheduler, SubmitRequest } from "./scheduler.js";

/** Fills in what a job script needs to be looked at before anything is submitted. */
export function sampleRequest(
  request: Partial<SubmitRequest>,
  scheduler: Pick<Scheduler, "resources">,
): SubmitRequest {
  return {
    token: "TOKEN",
    jobName: "adaptive-scheduler",
    count: 1,
    runFolder: "RUN_FOLDER",
    command: [process.execPath, "worker.cjs", "RUN_FOLDER", "0"],
    cwd: process.cwd(),
    ...request,
    resources: request.resources ?? scheduler.resources(0),
  };
}
