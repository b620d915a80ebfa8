import {
  countOf,
  formatNumber,
  isOver,
  progressText,
  snapshotText,
  type RunView,
  type Snapshot,
} from "../protocol/index.js";
import { throttle } from "./throttle.js";

/** Where text goes: standard output, or what a test puts in its place. */
export interface Terminal {
  write(text: string): unknown;
  /** Whether a line can be overwritten. */
  readonly isTTY?: boolean;
}

const LINE_INTERVAL_MS = 250;
const CLEAR_LINE = "\r\u001b[2K";

/**
 * Shows a run in a terminal: its state once and then a progress bar that stays on one line, until the run
 * is over. Where lines cannot be overwritten (a file, a pipe), the state at the start and at the end.
 */
export function showInTerminal(view: RunView, terminal: Terminal): { close(): void } {
  const first = view.snapshot();
  terminal.write(`${first === null ? "The run has not started." : snapshotText(first)}\n`);
  if (first !== null && isOver(first.status)) return { close: () => undefined };
  let closed = false;
  const line = throttle(() => {
    const snapshot = view.snapshot();
    if (snapshot !== null && terminal.isTTY === true) terminal.write(CLEAR_LINE + progressLine(snapshot));
  }, LINE_INTERVAL_MS);
  const close = (): void => {
    if (closed) return;
    closed = true;
    unsubscribe();
    line.stop();
    if (terminal.isTTY === true) terminal.write(CLEAR_LINE);
  };
  const unsubscribe = view.onSnapshot((snapshot) => {
    if (closed) return;
    if (!isOver(snapshot.status)) return line.request();
    close();
    terminal.write(`${snapshotText(snapshot)}\n`);
  });
  return { close };
}

function progressLine(snapshot: Snapshot): string {
  const jobs = countOf(snapshot.jobs.running, "job");
  return `${progressText(snapshot)}; ${jobs}, ${formatNumber(snapshot.pointsPerSecond)} points/s`;
}
