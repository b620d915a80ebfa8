import {
  AdaptiveSchedulerError,
  PROTOCOL_VERSION,
  assertRequestMessage,
  toErrorRecord,
} from "../protocol/index.js";
import type { ErrorRecord, ReplyMessage, RequestMessage } from "../protocol/index.js";

/** A message taken apart: the frames that lead back to the sender, and what was said. */
export interface Envelope {
  /** Goes in front of the reply as it came. */
  readonly route: readonly Buffer[];
  readonly body: Buffer | undefined;
  readonly seal: Buffer | undefined;
  /** Whether there were frames that no request has. */
  readonly isOdd: boolean;
}

/**
 * Takes apart what a Router received: the sender's routing id, the empty delimiter that a REQ client puts (a plain
 * Dealer may leave it out), the body, and the owner's seal.
 */
export function openEnvelope(frames: readonly Buffer[]): Envelope {
  const delimiter = frames.findIndex((frame, i) => i > 0 && frame.length === 0);
  // More than a few hops are nobody's honest route; without a delimiter the id alone is the way back.
  const start = delimiter > 0 && delimiter <= 4 ? delimiter + 1 : 1;
  return {
    route: frames.slice(0, start),
    body: frames[start],
    seal: frames[start + 1],
    isOdd: frames.length > start + 2 || frames.length <= start,
  };
}

/** What a body says: a checked request, or the error to reply. The id is told back whenever it could be read. */
export type ParsedRequest =
  | { readonly ok: true; readonly request: RequestMessage }
  | { readonly ok: false; readonly id: string; readonly error: unknown };

/** Parses and checks a request's body. Never throws. */
export function parseRequest(body: Buffer): ParsedRequest {
  let value: unknown;
  try {
    value = parseJson(body);
    assertRequestMessage(value);
    return { ok: true, request: value };
  } catch (error) {
    const id = (value as { id?: unknown } | null | undefined)?.id;
    return { ok: false, id: typeof id === "string" && id.length <= 1000 ? id : "", error };
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new AdaptiveSchedulerError("bad-request", "A request must be JSON.", { cause });
  }
}

/** Writes the reply to a request that was served. */
export function writeResult(id: string, result: unknown): Buffer {
  const reply: ReplyMessage = { protocol: PROTOCOL_VERSION, id, ok: true, result: result ?? null };
  return Buffer.from(JSON.stringify(reply));
}

/** Writes the reply to a request that failed. Never throws: details that JSON cannot hold are left out. */
export function writeError(id: string, error: unknown): Buffer {
  const record = toErrorRecord(error);
  const write = (shown: ErrorRecord): Buffer => {
    const reply: ReplyMessage = { protocol: PROTOCOL_VERSION, id, ok: false, error: shown };
    return Buffer.from(JSON.stringify(reply));
  };
  try {
    return write(record);
  } catch {
    return write({ code: record.code, message: record.message });
  }
}
