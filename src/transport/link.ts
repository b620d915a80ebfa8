import { Dealer } from "zeromq";
import type { Observer } from "zeromq";
import { closeSocket, trackSocket, transportContext } from "./context.js";
import type { ClientKeys } from "./keys.js";

/** Where a manager listens now. */
export interface Endpoint {
  /** `tcp://host:port` */
  readonly url: string;
  /** Its CURVE public key, Z85. */
  readonly serverKey: string;
}

/** What a link tells its client. */
export interface LinkListener {
  onMessage(body: Buffer): void;
  /** The server's ZAP handler refused our key: asking again is of no use. */
  onRefused(): void;
  /** Whether anybody waits for a message; a link that nobody waits on must not keep the process alive. */
  isWanted(): boolean;
}

const MAX_REPLY_BYTES = 256 << 20;

/** One connection to a manager. ZeroMQ connects in the background; nothing is received until something is sent. */
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
    void watchHandshake(this.#socket.events, listener);
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
    // The observer goes first: it watches the socket.
    if (!this.#socket.events.closed) this.#socket.events.close();
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
    context: transportContext(),
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

async function watchHandshake(events: Observer, listener: LinkListener): Promise<void> {
  try {
    while (!events.closed) {
      const event = await events.receive();
      if (event.type === "handshake:error:auth" && event.error.status === 400) listener.onRefused();
      // Once in, the observer would only keep the process alive.
      if (event.type === "handshake") events.close();
    }
  } catch {
    // Closed with the socket.
  }
}
