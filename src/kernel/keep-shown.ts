import { showOutput, type MimeBundle } from "./output.js";

/**
 * Shows something under the cell and again every `intervalMs` until `finished` settles. Returns what ends it earlier,
 * with a last drawing; null where there is no notebook to show it in.
 */
export function keepShown(
  draw: () => MimeBundle,
  finished: Promise<unknown>,
  intervalMs: number,
): (() => void) | null {
  const output = showOutput(draw());
  if (output === null) return null;
  // A kernel must be able to end.
  const timer = setInterval(() => output.update(draw()), intervalMs).unref();
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    output.update(draw());
  };
  finished.then(end, end);
  return end;
}
