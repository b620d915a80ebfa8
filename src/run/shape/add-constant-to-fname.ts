import { comboToFname, type ComboToFnameOptions } from "./combo-to-fname.js";

/**
 * Names the file that a combination had before some constants were added to it, and the one that it has with them:
 * for renaming files when a parameter was added later. Returns `[old, new]`.
 */
export function addConstantToFname(
  combo: Readonly<Record<string, unknown>>,
  constant: Readonly<Record<string, unknown>>,
  options: ComboToFnameOptions = {},
): [oldFname: string, newFname: string] {
  const without = Object.fromEntries(Object.entries(combo).filter(([key]) => !Object.hasOwn(constant, key)));
  return [comboToFname(without, options), comboToFname({ ...without, ...constant }, options)];
}
