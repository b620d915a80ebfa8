import { randomUUID } from "node:crypto";
import { AdaptiveSchedulerError, PROTOCOL_VERSION } from "../protocol/index.js";
import type { OwnerRequest, RequestMessage, WorkerRequest } from "../protocol/index.js";
import { backoffMs } from "./backoff.js";
import type { Backoff } from "./backoff.js";
import { keyFingerprint, type ClientKeys } from "./keys.js";
import { Link } from "./link.js";
import type { Endpoint } from "./link.js";
import { createPending, parseReply, unwrapOutcome, within } from "./pending.js";
import type { Outcome, Pending } from "./pending.js";
import { createSeal } from "./seal.js";

/** How patient a request is. */
export interface RequestOptions {
  /** Milliseconds that one attempt waits for the reply. @defaultValue 10000 */
  readonly timeoutMs?: number;
  /** Attempts after the first; `Infinity` for as long as it takes. @defaultValue 5 */
  readonly retries?: number;
  /** Ends the request with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Options of {@link createClient}. */
export interface ClientOptions extends Omit<RequestOptions, "signal"> {
  /** From {@link readRunKeys} with role `worker` or `owner`. */
  readonly keys: ClientKeys;
  /**
   * Says where the manager listens now (reads `endpoint.json`); asked again whenever it does not answer. A rejection
   * with code `run-gone` ends all requests at once, any other counts as an attempt.
   */
  readonly resolveEndpoint: () => Promise<Endpoint>;
  /** Wait before the second attempt, milliseconds; doubles each time. @defaultValue 200 */
  readonly backoffMs?: number;
  /** Longest wait between attempts, milliseconds. @defaultValue 15000 */
  readonly maxBackoffMs?: number;
  /**
   * Milliseconds without a request after which the connection is closed, until the next one: one that is open costs the
   * manager 45 kB, and one that is opened again 1 ms of CPU. @defaultValue never
   */
  readonly idleMs?: number;
  /** Random numbers in [0, 1) for the jitter. @defaultValue Math.random */
  readonly random?: () => number;
}

/** A client of a run's manager. Any number of requests may be under way at once. */
export interface Client {
  /**
   * Asks, as often as it takes, and gives the one reply to this request; a late reply to another is never taken for it.
   *
   * Throws what the manager threw (an {@link AdaptiveSchedulerError} with its code), `refused-key` at once when the
   * manager published the keys that it lets in and this one is none of them, `no-answer` when all attempts failed,
   * `closed` after `close()`, or the signal's reason.
   */
  request<T>(body: WorkerRequest | OwnerRequest, options?: RequestOptions): Promise<T>;
  /** Ends all requests and closes the connection. Safe to call twice. */
  close(): void;
}

/** Makes a client; it connects at its first request, and keeps no process alive while it waits for nothing. */
export function createClient(options: ClientOptions): Client {
  return new RequestClient(options);
}

interface Patience {
  readonly timeoutMs: number;
  readonly retries: number;
}

const SILENCES_OF_A_DEAD_LINK = 4;

/** The Lazy Pirate: asks again after a silence, at the address that is right by then. */
class RequestClient implements Client {
  readonly #options: ClientOptions;
  readonly #backoff: Backoff;
  readonly #pending = new Map<string, Pending>();
  #link: Link | undefined;
  #seal: { readonly serverKey: string; sign(body: Buffer): Buffer } | undefined;
  #opening: Promise<Link> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#backoff = { firstMs: options.backoffMs ?? 200, maxMs: options.maxBackoffMs ?? 15_000 };
  }

  async request<T>(body: WorkerRequest | OwnerRequest, options: RequestOptions = {}): Promise<T> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#isClosed) throw closed();
    const message: RequestMessage = { ...body, protocol: PROTOCOL_VERSION, id: randomUUID() };
    const pending = createPending(message.id, Buffer.from(JSON.stringify(message)));
    const onAbort = (): void => pending.settle({ thrown: signal?.reason });
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#pending.set(pending.id, pending);
    clearTimeout(this.#idle);
    try {
      return unwrapOutcome(
        await this.#exchange(pending, {
          timeoutMs: options.timeoutMs ?? this.#options.timeoutMs ?? 10_000,
          retries: options.retries ?? this.#options.retries ?? 5,
        }),
      ) as T;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      this.#pending.delete(pending.id);
      if (this.#pending.size === 0) this.#rest();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
    for (const pending of this.#pending.values()) pending.settle({ thrown: closed() });
  }

  async #exchange(pending: Pending, { timeoutMs, retries }: Patience): Promise<Outcome> {
    let suspect: Link | undefined;
    let silences = 0;
    let cause: unknown;
    for (let attempt = 1; ; attempt++) {
      try {
        const link = await Promise.race([this.#connect(attempt > 1, suspect), pending.outcome]);
        if (!(link instanceof Link)) return link;
        const { heard } = link;
        this.#send(link, pending);
        pending.isSent = true;
        const outcome = await within(pending.outcome, timeoutMs);
        pending.isSent = false;
        if (outcome !== undefined) return outcome;
        // A slow manager's reply still comes on this link, which ZeroMQ reconnects by itself. Only one that says
        // nothing at all time after time may be dead without knowing it.
        silences = link.heard === heard ? silences + 1 : 0;
        suspect = silences % SILENCES_OF_A_DEAD_LINK === SILENCES_OF_A_DEAD_LINK - 1 ? link : undefined;
        cause = undefined;
      } catch (error) {
        if (isFinal(error)) return { thrown: error };
        cause = error;
      }
      if (attempt > retries) return { thrown: noAnswer(attempt, this.#link?.endpoint.url, cause) };
      const late = await within(pending.outcome, backoffMs(attempt, this.#backoff, this.#options.random));
      if (late !== undefined) return late;
    }
  }

  /** Gives a link to send on: the present one, unless it is suspect or the manager has moved. */
  #connect(lookAgain: boolean, suspect: Link | undefined): Promise<Link> {
    if (this.#link !== undefined && !lookAgain) return Promise.resolve(this.#link);
    this.#opening ??= this.#reopen(suspect).finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #reopen(suspect: Link | undefined): Promise<Link> {
    const endpoint = await this.#options.resolveEndpoint();
    if (this.#isClosed) throw closed();
    refuseUnknownKey(endpoint, this.#options.keys);
    const present = this.#link;
    const isSame =
      present?.endpoint.url === endpoint.url && present.endpoint.serverKey === endpoint.serverKey;
    if (present !== undefined && present !== suspect && isSame) return present;
    this.#drop();
    const link: Link = new Link(endpoint, this.#options.keys, {
      isWanted: () => this.#pending.size > 0,
      onMessage: (body) => this.#deliver(body),
    });
    this.#link = link;
    // What others have sent went down with the old link; their own attempts go on counting.
    for (const pending of this.#pending.values()) if (pending.isSent) this.#send(link, pending);
    return link;
  }

  #send(link: Link, { body }: Pending): void {
    const { keys } = this.#options;
    if (keys.role !== "owner") return link.send([body]);
    const { serverKey } = link.endpoint;
    if (this.#seal?.serverKey !== serverKey)
      this.#seal = { serverKey, ...createSeal(keys.secretKey, serverKey) };
    link.send([body, this.#seal.sign(body)]);
  }

  #deliver(body: Buffer): void {
    const reply = parseReply(body);
    if (reply === undefined) return;
    // A reply whose request is over is a late one: nobody gets it.
    this.#pending.get(reply.id)?.settle({ reply });
    this.#pending.delete(reply.id);
  }

  /** Nothing is under way. */
  #rest(): void {
    // A receive cannot be taken back, and would keep the process alive for a reply that nobody wants.
    if (this.#link?.isReceiving === true) return this.#drop();
    clearTimeout(this.#idle);
    const { idleMs } = this.#options;
    if (idleMs !== undefined) this.#idle = setTimeout(() => this.#drop(), idleMs).unref();
  }

  #drop(): void {
    clearTimeout(this.#idle);
    this.#link?.close();
    this.#link = undefined;
  }
}

/** What asking again does not mend. */
const FINAL = new Set(["refused-key", "run-gone"]);

function isFinal(error: unknown): boolean {
  return error instanceof AdaptiveSchedulerError && FINAL.has(error.code);
}

/**
 * The handshake of a refused key fails without a word, as it should towards strangers. Whoever reads the manager's
 * list is none, and is told.
 */
function refuseUnknownKey({ url, allowedKeys }: Endpoint, { role, publicKey }: ClientKeys): void {
  const fingerprint = keyFingerprint(publicKey);
  if (allowedKeys === undefined || allowedKeys.includes(fingerprint)) return;
  throw new AdaptiveSchedulerError(
    "refused-key",
    `The manager at ${url} refuses this ${role} key (fingerprint ${fingerprint}): it lets in ${allowedKeys.join(" and ")} only. keys/ in the run folder was replaced since the manager started, or is of another run. Put the former keys back; without them, end the manager process and attach again: the next one takes the keys that are there.`,
    { details: { url, role, fingerprint, allowedKeys } },
  );
}

function closed(): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError("closed", "The connection to the manager was closed here.");
}

function noAnswer(attempts: number, url: string | undefined, cause: unknown): AdaptiveSchedulerError {
  const where = url === undefined ? "" : ` at ${url}`;
  const why = cause instanceof Error ? `: ${cause.message}` : "";
  return new AdaptiveSchedulerError(
    "no-answer",
    `The manager${where} did not answer, asked ${attempts} times${why}`,
    {
      ...(cause === undefined ? {} : { cause }),
      details: { attempts },
    },
  );
}
