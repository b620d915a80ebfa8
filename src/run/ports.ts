import type { Learner } from "../learner/index.js";
import type { RunView, Snapshot } from "../protocol/index.js";
import type { StartProgress } from "./progress.js";

/** What the run manager needs from outside its folder; `index.ts` fills it. */
export interface RunPorts {
  /** The exports of this package, which capture ships by name and a worker has in its own bundle. */
  readonly door: Readonly<Record<string, unknown>>;
  /** Whether following a run keeps the program alive: yes in a script, no in a kernel. */
  readonly keepsAlive: boolean;
  /** Tells the user a sentence about the functions that were captured. */
  readonly warn: (sentence: string) => void;
  /** Shows how far the start of a run is; absent for silence. */
  readonly progress?: StartProgress;
  /** Told when a run was started or attached to here: it shows in the sidebar. */
  readonly announce: (view: RunView) => void;
  /** Told when a run that was started here is over. */
  readonly ended: (last: Snapshot) => void;
  /** Shows a run on the screen, or gives it as text or data. */
  readonly show: (view: RunView, format: "widget" | "text" | "data") => unknown;
  /** Describes the picture of a learner, as it was chosen, and what can be chosen of it. */
  readonly describePlot: (learner: Learner, choice: Readonly<Record<string, number>>) => unknown;
}
