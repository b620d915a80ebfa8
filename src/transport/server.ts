import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { Router } from "zeromq";
import { AdaptiveSchedulerError, WORKER_VERBS } from "../protocol/index.js";
import type { RequestMessage, Role } from "../protocol/index.js";
import { resolveBindAddress, tcpUrl } from "./address.js";
import { closeSocket, trackSocket, createContext } from "./context.js";
import { openEnvelope, parseRequest, writeError, writeResult } from "./envelope.js";
import { keyFingerprint, type ServerKeys } from "./keys.js";
import { createSeal } from "./seal.js";
import type { Seal } from "./seal.js";
import { allowKeys } from "./zap.js";

/** Options of {@link startServer}. */
export interface ServerOptions {
  /** From {@link readRunKeys} with role `server`. */
  readonly keys: ServerKeys;
  /** The one interface to listen on: an IP address, an interface's name, or a host name. */
  readonly address: string;
  /** First and last port to try; null for any free port. @defaultValue null */
  readonly portRange?: readonly [number, number] | null;
  /** Serves one request; what it resolves to is the reply, what it throws crosses as `{code, message, details}`. */
  readonly handle: (request: RequestMessage, role: Role) => Promise<unknown>;
  /** Largest frame in bytes; a sender of a larger one is disconnected. @defaultValue 1 MiB */
  readonly maxMessageBytes?: number;
  /** Requests in work at once; more wait in ZeroMQ's own queues. @defaultValue 20000 */
  readonly maxInFlight?: number;
  /** Closes the server when aborted. */
  readonly signal?: AbortSignal;
}

/** A server that listens. */
export interface Server {
  /** Where it listens: `tcp://host:port`. */
  readonly url: string;
  /** Its CURVE public key, Z85. */
  readonly serverKey: string;
  /** Fingerprints of the keys that it lets in: to be published, so that others know that they are not. */
  readonly allowedKeys: readonly string[];
  /** Lets requests in work end (for a second at most), then closes. Safe to call twice. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 1000;
let serial = 0;

/**
 * Starts a server that gives each well-formed request exactly one reply, in whatever order the replies are ready.
 *
 * Only holders of the run's worker and owner keys get through the handshake (CURVE and ZAP), and owner verbs
 * need the owner's seal. What is no request gets an error reply where there is a way back, and harms nobody.
 * Throws with code `no-free-port` or `bad-address`.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  options.signal?.throwIfAborted();
  const { keys } = options;
  const address = await resolveBindAddress(options.address);
  const domain = `adaptive-scheduler-${++serial}-${randomBytes(6).toString("hex")}`;
  const context = createContext();
  const disallow = await allowKeys(
    context,
    domain,
    new Map([
      [keys.workerPublicKey, "worker"],
      [keys.ownerPublicKey, "owner"],
    ]),
  );
  const router = trackSocket(
    new Router({
      context,
      curveServer: true,
      curveSecretKey: keys.secretKey,
      zapDomain: domain,
      ipv6: address.includes(":"),
      linger: 500,
      // Never waits: a reply to a peer that is gone or does not read is dropped, and the peer asks again.
      sendTimeout: 0,
      maxMessageSize: options.maxMessageBytes ?? 1 << 20,
      backlog: 4096,
      tcpKeepalive: 1,
      tcpKeepaliveIdle: 120,
    }),
  );
  try {
    await bind(router, address, options.portRange ?? null);
  } catch (error) {
    closeSocket(router);
    disallow();
    throw error;
  }
  const url = router.lastEndpoint!;
  const served = serve(router, options, createSeal(keys.secretKey, keys.ownerPublicKey));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= served.drain().then(() => {
      closeSocket(router);
      options.signal?.removeEventListener("abort", onAbort);
      disallow();
    }));
  const onAbort = (): void => void close();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  const allowedKeys = [keys.workerPublicKey, keys.ownerPublicKey].map(keyFingerprint);
  return { url, serverKey: keys.publicKey, allowedKeys, close };
}

async function bind(router: Router, address: string, range: readonly [number, number] | null): Promise<void> {
  if (range === null) return router.bind(tcpUrl(address, "*"));
  const [first, last] = range;
  for (let port = first; port <= last; port++) {
    try {
      return await router.bind(tcpUrl(address, port));
    } catch (error) {
      if (!["EADDRINUSE", "EACCES"].includes(String((error as { code?: unknown }).code))) throw error;
    }
  }
  throw new AdaptiveSchedulerError(
    "no-free-port",
    `No port from ${first} to ${last} is free on ${address}: widen portRange.`,
  );
}

/** Runs the receive loop of a server; `drain` stops taking requests and waits for those in work. */
function serve(router: Router, options: ServerOptions, seal: Seal): { drain(): Promise<void> } {
  const maxInFlight = options.maxInFlight ?? 20_000;
  const ended = new Set<() => void>();
  let inFlight = 0;
  let isClosing = false;
  const oneEnds = (): Promise<void> => new Promise((resolve) => ended.add(resolve));
  const answer = async (frames: readonly Buffer[]): Promise<void> => {
    const { route, reply } = await replyTo(frames, options.handle, seal);
    inFlight--;
    for (const resolve of ended) resolve();
    ended.clear();
    if (!router.closed) await router.send([...route, reply]).catch(() => undefined);
  };
  const loop = async (): Promise<void> => {
    while (!router.closed) {
      try {
        const frames = await router.receive();
        if (isClosing) continue;
        inFlight++;
        void answer(frames);
        while (inFlight >= maxInFlight) await oneEnds();
      } catch {
        // Closed while waiting (the loop ends), or a passing fault of one receive: give the loop a turn and go on.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  void loop();
  const drain = async (): Promise<void> => {
    isClosing = true;
    const grace = new AbortController();
    const isOver = setTimeout(CLOSE_GRACE_MS, true, { signal: grace.signal }).catch(() => true);
    while (inFlight > 0 && !(await Promise.race([oneEnds().then(() => false), isOver])));
    grace.abort();
  };
  return { drain };
}

/** Gives the one reply to whatever was received. Never rejects. */
async function replyTo(
  frames: readonly Buffer[],
  handle: ServerOptions["handle"],
  seal: Seal,
): Promise<{ readonly route: readonly Buffer[]; readonly reply: Buffer }> {
  const { route, body, seal: signature, isOdd } = openEnvelope(frames);
  if (body === undefined || isOdd) {
    return {
      route,
      reply: writeError("", new AdaptiveSchedulerError("bad-request", "A request is one frame of JSON.")),
    };
  }
  const parsed = parseRequest(body);
  if (!parsed.ok) return { route, reply: writeError(parsed.id, parsed.error) };
  const { request } = parsed;
  try {
    const role: Role = signature !== undefined && seal.isValid(body, signature) ? "owner" : "worker";
    if (role === "worker" && !WORKER_VERBS.has(request.verb)) {
      throw new AdaptiveSchedulerError(
        "forbidden",
        `Only the owner of the run may ask for "${request.verb}".`,
      );
    }
    return { route, reply: writeResult(request.id, await handle(request, role)) };
  } catch (error) {
    return { route, reply: writeError(request.id, error) };
  }
}
