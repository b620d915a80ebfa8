import {
  PROTOCOL_VERSION,
  type ScreenMethod,
  type ScreenMethods,
  type ScreenRequest,
} from "../protocol/index.js";
import type { Connection } from "../ui/index.js";
import { decodeResult, isReply, type Bytes } from "./decode-reply.js";

/** Methods whose work takes as long as it takes; the others answer soon or never. */
const PATIENT: ReadonlySet<ScreenMethod> = new Set(["loadLearners", "cancel", "cleanup", "plot", "results"]);
const TIMEOUT_MS = 60_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Asks a kernel over a line that only carries messages, and brings each answer to the one who asked.
 *
 * Every page that shows the run hears every answer: those of others are dropped.
 */
export class Requests implements Connection {
  readonly #waiting = new Map<string, Waiting>();
  readonly #prefix = crypto.getRandomValues(new Uint32Array(2)).join("-");
  readonly #send: (request: ScreenRequest) => void;
  #count = 0;

  constructor(send: (request: ScreenRequest) => void) {
    this.#send = send;
  }

  /** @param runId the run, where the line serves several */
  call<Method extends ScreenMethod>(
    method: Method,
    params: ScreenMethods[Method]["params"],
    signal?: AbortSignal,
    runId?: string,
  ): Promise<ScreenMethods[Method]["result"]> {
    const request = `${this.#prefix}-${String(this.#count++)}`;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(abortError(signal));
      const abort = (): void => settle(() => reject(abortError(signal)));
      const timer = PATIENT.has(method)
        ? undefined
        : setTimeout(
            () => settle(() => reject(new Error("The kernel does not answer: a cell may keep it busy."))),
            TIMEOUT_MS,
          );
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        this.#waiting.delete(request);
        finish();
      };
      signal?.addEventListener("abort", abort);
      this.#waiting.set(request, {
        resolve: (value) => settle(() => resolve(value)),
        reject: (error) => settle(() => reject(error)),
      });
      const run = runId === undefined ? {} : { runId };
      this.#send({ protocol: PROTOCOL_VERSION, request, method, params: { ...params }, ...run });
    });
  }

  /** Takes a message that came; true when it was an answer to one of ours. */
  take(message: unknown, buffers: readonly Bytes[]): boolean {
    if (!isReply(message)) return false;
    const waiting = this.#waiting.get(message.reply);
    if (waiting === undefined) return false;
    if (message.ok) waiting.resolve(decodeResult(message, buffers));
    else waiting.reject(new Error(message.error.message));
    return true;
  }

  /** Gives up on all that wait. */
  fail(sentence: string): void {
    for (const waiting of [...this.#waiting.values()]) waiting.reject(new Error(sentence));
  }
}

function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error("The request was given up.");
}
