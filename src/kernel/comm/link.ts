import crypto from "node:crypto";
import { createRequire } from "node:module";
import type { JupyterModule } from "../tslab.js";
import type { Header } from "./frames.js";

/** A socket on which the kernel publishes. */
export interface PublishSocket {
  send(frames: readonly (Uint8Array | string)[]): Promise<void>;
  /** Milliseconds; -1 for no limit. */
  sendTimeout: number;
  /** Messages; 0 for no limit. */
  sendHighWaterMark: number;
}

/** What is needed to speak on the kernel's behalf. */
export interface KernelLink {
  readonly key: string;
  readonly iopub: PublishSocket;
  /** Header of the cell that runs, or ran last. */
  readonly parent: Partial<Header>;
}

interface Zeromq {
  readonly Publisher: { readonly prototype: object };
}

/**
 * Finds the kernel's publishing socket and its signing key; null before the first cell.
 *
 * tslab keeps both private. So it is made to sign and send one display message while signing and sending
 * are watched, and the message is kept back. All in one synchronous step: nothing else can run in between.
 */
export function linkToKernel(jupyter: { exports: JupyterModule; filename: string }): KernelLink | null {
  const write = jupyter.exports.lastWriteDisplayData;
  if (write === null) return null;
  const { Publisher } = createRequire(jupyter.filename)("zeromq") as Zeromq;
  const seen: { key?: string; iopub?: PublishSocket; frames?: readonly (Buffer | string)[] } = {};
  const unwatchKey = watchSigning((key) => (seen.key = key));
  // zeromq's own `send` stands further up and is not writable: define, and delete again.
  Object.defineProperty(Publisher.prototype, "send", {
    configurable: true,
    value: function (this: PublishSocket, frames: readonly (Buffer | string)[]) {
      seen.iopub = this;
      seen.frames = frames;
      return Promise.resolve();
    },
  });
  try {
    write({ data: {}, metadata: {}, transient: {} }, false);
  } finally {
    unwatchKey();
    delete (Publisher.prototype as { send?: unknown }).send;
  }
  const { key, iopub, frames } = seen;
  if (key === undefined || iopub === undefined || frames === undefined) return null;
  return { key, iopub, parent: parentOf(frames) };
}

function watchSigning(onKey: (key: string) => void): () => void {
  const original = crypto.createHmac;
  const watched = (algorithm: string, key: string): unknown => {
    onKey(key);
    return original(algorithm, key);
  };
  (crypto as { createHmac: unknown }).createHmac = watched;
  return () => {
    (crypto as { createHmac: unknown }).createHmac = original;
  };
}

/** The display message's parent is the cell: it stands two parts behind the delimiter and the signature. */
function parentOf(frames: readonly (Buffer | string)[]): Partial<Header> {
  const delimiter = frames.findIndex((frame) => String(frame) === "<IDS|MSG>");
  return JSON.parse(String(frames[delimiter + 3])) as Partial<Header>;
}
