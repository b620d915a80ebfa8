import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

// Jupyter's wire protocol 5.3: [identity..., "<IDS|MSG>", signature, header, parent, metadata, content, buffers...].
// Only the four JSON parts are signed; the buffers are not.
// https://jupyter-client.readthedocs.io/en/latest/messaging.html#the-wire-protocol

const DELIMITER = Buffer.from("<IDS|MSG>");
const SIGNED_PARTS = 4;

/** Who said what, when. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A message as it came in. */
export interface Message {
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent: Partial<Header>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

/** A message to send; its header is made on the way. */
export interface Outgoing {
  /** Topic of a published message, or the asker's identity. */
  readonly identities: readonly (Uint8Array | string)[];
  readonly type: string;
  readonly parent: Partial<Header>;
  readonly content: object;
  readonly metadata?: object;
  readonly buffers?: readonly (ArrayBufferView | ArrayBuffer)[];
}

// The kernel's own session: tslab answers under the client's, so that clients cannot tell both apart.
const session = randomUUID();

/** Reads the type of a message without checking it; null for what is not a message. */
export function messageType(frames: readonly Buffer[]): string | null {
  const header = frames[frames.findIndex((frame) => frame.equals(DELIMITER)) + 2];
  if (header === undefined) return null;
  try {
    return (JSON.parse(header.toString()) as Partial<Header>).msg_type ?? null;
  } catch {
    return null;
  }
}

/** Reads a message; null when its signature is not ours. */
export function decodeMessage(key: string, frames: readonly Buffer[]): Message | null {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  const signed = frames.slice(at + 2, at + 2 + SIGNED_PARTS);
  const given = frames[at + 1] ?? Buffer.alloc(0);
  const wanted = Buffer.from(sign(key, signed));
  if (at < 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const [header, parent, metadata, content] = signed.map((part) => JSON.parse(part.toString()) as unknown);
  return {
    identities: frames.slice(0, at),
    header: header as Header,
    parent: parent as Partial<Header>,
    metadata: metadata as Record<string, unknown>,
    content: content as Record<string, unknown>,
    buffers: frames.slice(at + 2 + SIGNED_PARTS),
  };
}

/** Writes a message as the frames of one multipart send. */
export function encodeMessage(key: string, message: Outgoing): (Uint8Array | string)[] {
  const header: Header = {
    msg_id: randomUUID(),
    msg_type: message.type,
    session,
    username: "kernel",
    date: new Date().toISOString(),
    version: "5.3",
  };
  const signed = [header, message.parent, message.metadata ?? {}, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [
    ...message.identities,
    DELIMITER,
    sign(key, signed),
    ...signed,
    ...(message.buffers ?? []).map(toBytes),
  ];
}

function sign(key: string, parts: readonly Uint8Array[]): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

function toBytes(buffer: ArrayBufferView | ArrayBuffer): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
