import { showOutput } from "./kernel/index.js";
import { progressOn, type BarScreen } from "./run/index.js";

/** A line under the cell, or the last line of the terminal; nothing where neither is. */
function openScreen(): BarScreen {
  const output = showOutput({ "text/plain": "" });
  if (output !== null)
    return { draw: (text) => output.update({ "text/plain": text }), close: () => undefined };
  const terminal = process.stderr;
  if (!terminal.isTTY) return { draw: () => undefined, close: () => undefined };
  return { draw: (text) => terminal.write(`\r\u001b[K${text}`), close: () => terminal.write("\n") };
}

/** Shows how far long work is. */
export const showProgress = progressOn(openScreen);
