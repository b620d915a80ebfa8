import { Dealer } from "zeromq";
import { closeSocket, trackSocket, clientContext } from "./context.js";
import type { ClientKeys } from "./keys.js";

/** Where a manager listens now. */
export interface Endpoint {
  /** `tcp://host:port` */
  readonly url: string;
  /** Its CURVE public key, Z85. */
  readonly serverKey: string;
  /** Fingerprints of the keys that it lets in, as it published them; absent when it did not. */
  readonly allowedKeys?: readonly string[];
}

/** What a link tells its client. */
export interface LinkListener {
  onMessage(body: Buffer): void;
  /** Whether anybody waits for a message; a link that nobody waits on must not keep the process alive. */
  isWanted(): boolean;
}

const MAX_REPLY_BYTES = 256 << 20;

/**
 * One connection to a manager. ZeroMQ connects in the background; nothing is received until something is sent.
 *
 * It has no observer of the socket's events, which would see a refused handshake: an observer that is closed, or not
 * read for long, blocks ZeroMQ's I/O thread, and with it all sockets of the process. The client compares its key with
 * the published list instead.
 */
export class Link {
  readonly endpoint: Endpoint;
  readonly #socket: Dealer;
  readonly #listener: LinkListener;
  #heard = 0;
  #isReceiving = false;

  constructor(endpoint: Endpoint, keys: ClientKeys, listener: LinkListener) {
    this.endpoint = endpoint;
    this.#listener = listener;
    this.#socket = trackSocket(createDealer(endpoint, keys));
    this.#socket.connect(endpoint.url);
  }

  /** Messages received so far: a link that is heard from is alive, however slow. */
  get heard(): number {
    return this.#heard;
  }

  /** Whether a receive is under way. */
  get isReceiving(): boolean {
    return this.#isReceiving;
  }

  /** Sends a message; when the queue is full (a server gone for long) it is dropped, and the next attempt repeats it. */
  send(frames: readonly Buffer[]): void {
    if (this.#socket.closed) return;
    this.#socket.send(["", ...frames]).catch(() => undefined);
    void this.#receive();
  }

  close(): void {
    if (this.#socket.closed) return;
    closeSocket(this.#socket);
  }

  async #receive(): Promise<void> {
    if (this.#isReceiving) return;
    try {
      while (!this.#socket.closed && this.#listener.isWanted()) {
        this.#isReceiving = true;
        const frames = await this.#socket.receive();
        this.#isReceiving = false;
        this.#heard++;
        this.#listener.onMessage(frames.at(-1)!);
      }
    } catch {
      // Closed while waiting.
    } finally {
      this.#isReceiving = false;
    }
  }
}

function createDealer(endpoint: Endpoint, keys: ClientKeys): Dealer {
  return new Dealer({
    context: clientContext(),
    curveServerKey: endpoint.serverKey,
    curvePublicKey: keys.publicKey,
    curveSecretKey: keys.secretKey,
    ipv6: endpoint.url.includes("["),
    linger: 0,
    sendTimeout: 0,
    maxMessageSize: MAX_REPLY_BYTES,
    reconnectInterval: 100,
    reconnectMaxInterval: 5000,
    tcpKeepalive: 1,
    tcpKeepaliveIdle: 120,
  });
}
