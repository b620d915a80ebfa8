import { loadCode, type Factory } from "./code.js";
import { Records } from "./records.js";
import { Reviver } from "./reviver.js";

export { FORMAT_VERSION, FUNCTION_FILES } from "./format.js";
export { ReviveError } from "./revive-error.js";
export { mapStack } from "./stack.js";

/** What a worker needs to make captured values again. */
export interface OpenOptions {
  /** The exports of our own package in the worker's bundle, by name. @defaultValue none */
  readonly door?: Readonly<Record<string, unknown>>;
}

/** An open `functions/` folder. */
export interface OpenFunctions {
  /** How many roots were captured. */
  readonly count: number;
  /** Makes root `index` again. What several roots share is made once. */
  revive(index: number): unknown;
  /** Closes the files. What was revived stays. Safe to call twice. */
  close(): void;
}

/**
 * Opens what `writeFunctions` wrote; reads no more than the roots that are asked for need.
 *
 * @throws ReviveError when files are missing, damaged, or of another version.
 */
export function openFunctions(folder: string, options: OpenOptions = {}): OpenFunctions {
  const records = new Records(folder);
  let isOpen = true;
  const reviver = new Reviver(records, load(records), options.door ?? {});
  return {
    count: records.header.records,
    revive: (index) => reviver.revive(index),
    close: () => {
      if (isOpen) records.close();
      isOpen = false;
    },
  };
}

function load(records: Records): Factory[] {
  try {
    return loadCode(records.folder, records.header);
  } catch (error) {
    records.close();
    throw error;
  }
}
