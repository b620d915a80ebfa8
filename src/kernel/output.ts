import { randomUUID } from "node:crypto";
import { findTslab } from "./tslab.js";

/** What is shown, by mime type; `text/plain` for those who can show nothing else. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** A place in a cell's output whose content can be replaced, also after the cell has ended. */
export interface Output {
  /** Replaces what the place shows. */
  update(bundle: MimeBundle): void;
}

/**
 * Shows `bundle` under the cell that runs and returns the place, to be updated; null outside tslab.
 */
export function showOutput(bundle: MimeBundle): Output | null {
  const write = writer();
  if (write === null) return null;
  const id = randomUUID();
  write(id, bundle, false);
  // The writer is looked up again each time: a later cell brings its own, and the id finds the place.
  return { update: (next) => writer()?.(id, next, true) };
}

type Write = (id: string, bundle: MimeBundle, update: boolean) => void;

function writer(): Write | null {
  const write = findTslab()?.jupyter?.exports.lastWriteDisplayData;
  if (write === null || write === undefined) return null;
  return (id, data, update) => write({ data, metadata: {}, transient: { display_id: id } }, update);
}
