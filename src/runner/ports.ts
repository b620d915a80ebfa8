import type { Learner } from "../learner/index.js";
import type { PointError } from "../protocol/index.js";
import type { ShippedFunction } from "./pool/messages.js";

/** How a runner stands: `failed` has its error in `finished`. */
export type RunnerStatus = "running" | "finished" | "cancelled" | "failed";

/** What a display may know of a runner. */
export interface RunnerView {
  readonly learner: Learner;
  status(): RunnerStatus;
  /** Seconds since the start, until the end. */
  elapsedTime(): number;
  /** Percent of the time of its cores in which no point was evaluated. */
  overhead(): number;
  readonly errors: readonly PointError[];
  /** Resolves at the end, rejects with what failed. */
  readonly finished: Promise<void>;
}

/** How a live plot is shown. */
export interface LivePlotOptions {
  /** Gives what is shown of the learner, as HTML, or an object whose text is that. @defaultValue the picture of `plot` */
  readonly plotter?: (learner: never) => unknown;
  /** Seconds between updates. @defaultValue 2 */
  readonly updateInterval?: number;
  /** A second plot of the same name ends the updates of the first. */
  readonly name?: string;
}

/** Where a runner is shown: a notebook's cell, or a terminal. */
export interface RunnerDisplay {
  info(runner: RunnerView, options: { readonly updateInterval: number }): unknown;
  livePlot(runner: RunnerView, options: LivePlotOptions): unknown;
}

/** A function that was captured for other threads and processes. */
export interface ShippedToPool extends ShippedFunction {
  /** Removes what was written for it. */
  dispose(): Promise<void>;
}

/** What a {@link Runner} needs of the world; the library's door fills it in. */
export interface RunnerPorts {
  readonly display?: RunnerDisplay;
  /** Captures `{ learner }` as record `index` of a folder, for threads and processes. */
  readonly shipFunction?: (learner: Learner) => Promise<ShippedToPool>;
  /** The bundled worker, which pool members run. */
  readonly workerFile?: string;
}
