import type { PointError, Progress } from "./entry.js";

/** One line of a job's log, as JSON. */
export type LogLine = { readonly at: number; readonly jobId: string; readonly node: string } & (
  | { readonly event: "started"; readonly pid: number; readonly version: string }
  | {
      readonly event: "learner";
      readonly index: number;
      readonly epoch: number;
      readonly fname: string | readonly string[];
      readonly npoints: number;
    }
  | { readonly event: "progress"; readonly index: number; readonly progress: Progress }
  | {
      readonly event: "saved";
      readonly index: number;
      readonly npoints: number;
      readonly bytes: number;
      readonly seconds: number;
    }
  | { readonly event: "done"; readonly index: number; readonly progress: Progress }
  | { readonly event: "error"; readonly index: number | null; readonly error: PointError }
  | { readonly event: "released"; readonly index: number; readonly cause: string }
  | { readonly event: "note"; readonly text: string }
  | { readonly event: "ended"; readonly cause: string }
);
