import { setTimeout } from "node:timers/promises";
import { AdaptiveSchedulerError } from "../protocol/index.js";
import type { ReplyMessage } from "../protocol/index.js";

/** How a request ended: with the manager's reply, or with something to throw. */
export type Outcome = { readonly reply: ReplyMessage } | { readonly thrown: unknown };

/** A request that waits for its reply, over as many attempts and connections as it takes. */
export interface Pending {
  readonly id: string;
  readonly body: Buffer;
  /** Never rejects. */
  readonly outcome: Promise<Outcome>;
  readonly settle: (outcome: Outcome) => void;
  /** Whether it is on its way now, so that a new connection has to carry it again. */
  isSent: boolean;
}

/** Makes a pending request of a written body. */
export function createPending(id: string, body: Buffer): Pending {
  let settle!: (outcome: Outcome) => void;
  const outcome = new Promise<Outcome>((resolve) => (settle = resolve));
  return { id, body, outcome, settle, isSent: false };
}

/** Waits for `promise`, at most `ms` milliseconds; gives undefined when they are over. Leaves no timer behind. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, setTimeout(ms, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

/** Gives the result of a reply, or throws what the manager threw. */
export function unwrapOutcome(outcome: Outcome): unknown {
  if ("thrown" in outcome) throw outcome.thrown;
  const { reply } = outcome;
  if (reply.ok) return reply.result;
  const { code, message, details } = reply.error;
  throw new AdaptiveSchedulerError(code, message, { details: { ...details } });
}

/** Reads a reply; undefined when it is none, for whatever arrives must not harm the client. */
export function parseReply(body: Buffer): ReplyMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
  const reply = value as Partial<ReplyMessage> | null;
  if (typeof reply !== "object" || typeof reply?.id !== "string" || typeof reply.ok !== "boolean")
    return undefined;
  if (!reply.ok && typeof (reply as { error?: { code?: unknown } }).error?.code !== "string")
    return undefined;
  return reply as ReplyMessage;
}
