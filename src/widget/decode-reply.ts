import type { BufferPath, ScreenReply } from "../protocol/index.js";

/** Bytes as front ends hand them over. */
export type Bytes = DataView | ArrayBuffer | Uint8Array;

const TYPES = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array } as const;

/** Puts the typed arrays of a reply, which travelled beside it, back to their places. */
export function decodeResult(reply: Extract<ScreenReply, { ok: true }>, buffers: readonly Bytes[]): unknown {
  const holder: Record<string, unknown> = { result: reply.result };
  reply.bufferPaths?.forEach((place, i) => {
    const bytes = buffers[i];
    if (bytes !== undefined) put(holder, ["result", ...place.path], toTypedArray(place, bytes));
  });
  return holder["result"];
}

/** Tells whether a message is a reply to somebody's request. */
export function isReply(message: unknown): message is ScreenReply {
  return (
    typeof message === "object" &&
    message !== null &&
    typeof (message as { reply?: unknown }).reply === "string"
  );
}

function toTypedArray({ type }: BufferPath, bytes: Bytes): ArrayBufferView {
  const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  // Copied: a typed array has to begin at a multiple of its size, and a message begins where it does.
  const copy = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength) as ArrayBuffer;
  return new TYPES[type](copy);
}

function put(
  holder: Record<string | number, unknown>,
  path: readonly (string | number)[],
  value: unknown,
): void {
  let place = holder;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  place[path.at(-1) ?? ""] = value;
}
