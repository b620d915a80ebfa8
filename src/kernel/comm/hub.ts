import { randomUUID } from "node:crypto";
import type { Header, Message, Outgoing } from "./frames.js";

/** What came over a comm. */
export interface CommEvent {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

/** What goes over a comm. */
export interface CommPayload {
  readonly data?: object;
  readonly metadata?: object;
  readonly buffers?: readonly (ArrayBufferView | ArrayBuffer)[];
}

/** One open line to the front ends of this kernel: every one of them hears what is sent. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  send(payload: CommPayload): void;
  /** Tells the other side; safe to call twice. */
  close(): void;
  onMessage: (event: CommEvent) => void;
  /** Is called when the other side closes. */
  onClose: () => void;
}

/** Ways out of the hub. */
export interface Wire {
  /** Publishes to all front ends. */
  publish(message: Outgoing): void;
  /** Answers the one that asked. */
  reply(message: Outgoing): void;
}

type OpenHandler = (comm: Comm, event: CommEvent) => void;

/** The message types that the hub handles. */
export const COMM_TYPES: ReadonlySet<string> = new Set([
  "comm_info_request",
  "comm_open",
  "comm_msg",
  "comm_close",
]);

/**
 * Keeps the comms of a kernel: opens, answers, closes. Knows nothing of tslab or sockets.
 */
export class CommHub {
  readonly #comms = new Map<string, Comm>();
  readonly #targets = new Map<string, OpenHandler>();
  readonly #publish: (message: Outgoing) => void;
  readonly #cell: () => Partial<Header>;
  /** Header of the message that is handled now. */
  #handled: Partial<Header> | null = null;

  /** @param cell gives the header of the cell that runs, or ran last */
  constructor(publish: (message: Outgoing) => void, cell: () => Partial<Header>) {
    this.#publish = publish;
    this.#cell = cell;
  }

  /** Comms that are open now. */
  get size(): number {
    return this.#comms.size;
  }

  /**
   * Lets front ends open comms to `target`.
   *
   * The target stands in the answer to `comm_info_request` even while no comm is open, so that a front end
   * can find out whether to open one: a kernel without comms would print a warning into a cell.
   */
  serve(target: string, onOpen: OpenHandler): void {
    this.#targets.set(target, onOpen);
  }

  /** Opens a comm to a target of the front ends. */
  open(target: string, payload: CommPayload = {}, id: string = randomUUID()): Comm {
    const comm = this.#add(id, target);
    this.#say("comm_open", id, payload, { target_name: target });
    return comm;
  }

  /**
   * Says that `target` is served from now on, as a message on a comm of that name.
   *
   * Nobody has that comm open, so front ends that do not listen for it drop it without a word.
   */
  announce(target: string): void {
    this.#say("comm_msg", target, {});
  }

  /** Handles a message of one of {@link COMM_TYPES}; never throws, a handler's fault is printed. */
  handle(message: Message, wire: Pick<Wire, "reply">): void {
    this.#handled = message.header;
    try {
      this.#dispatch(message, wire);
    } catch (error) {
      console.error("A message of the front end failed:", error);
    } finally {
      this.#handled = null;
    }
  }

  #dispatch(message: Message, wire: Pick<Wire, "reply">): void {
    const id = String(message.content["comm_id"]);
    const event = toEvent(message);
    switch (message.header.msg_type) {
      case "comm_info_request":
        return wire.reply(this.#info(message));
      case "comm_open":
        return this.#opened(id, String(message.content["target_name"]), event);
      case "comm_msg":
        return this.#comms.get(id)?.onMessage(event);
      case "comm_close": {
        const comm = this.#comms.get(id);
        this.#comms.delete(id);
        return comm?.onClose();
      }
      default:
    }
  }

  #opened(id: string, target: string, event: CommEvent): void {
    const onOpen = this.#targets.get(target);
    if (onOpen === undefined) return this.#say("comm_close", id, {});
    onOpen(this.#add(id, target), event);
  }

  #info({ identities, header, content }: Message): Outgoing {
    const wanted = content["target_name"];
    const found = [
      ...[...this.#comms.values()].map(({ id, target }) => [id, target] as const),
      ...[...this.#targets.keys()].map((target) => [`target:${target}`, target] as const),
    ].filter(([, target]) => wanted === undefined || wanted === null || wanted === target);
    // A widget manager asks every comm of its target for its state: a mere offer must not stand there.
    const comms = Object.fromEntries(found.map(([id, target]) => [id, { target_name: target }]));
    return { identities, type: "comm_info_reply", parent: header, content: { status: "ok", comms } };
  }

  #add(id: string, target: string): Comm {
    const comm: Comm = {
      id,
      target,
      send: (payload) => {
        if (this.#comms.get(id) === comm) this.#say("comm_msg", id, payload);
      },
      close: () => {
        if (this.#comms.get(id) !== comm) return;
        this.#comms.delete(id);
        this.#say("comm_close", id, {});
      },
      onMessage: () => undefined,
      onClose: () => undefined,
    };
    this.#comms.set(id, comm);
    return comm;
  }

  #say(type: string, id: string, { data, metadata, buffers }: CommPayload, extra: object = {}): void {
    const content = { comm_id: id, ...extra, data: data ?? {} };
    const parent = this.#handled ?? this.#cell();
    this.#publish({ identities: [type], type, parent, content, metadata, buffers });
  }
}

function toEvent({ content, metadata, buffers }: Message): CommEvent {
  const data = content["data"];
  return {
    data: typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {},
    metadata,
    buffers,
  };
}
