import { findTslab, type TslabKernel } from "../tslab.js";
import { decodeMessage, encodeMessage, messageType, type Header, type Outgoing } from "./frames.js";
import { COMM_TYPES, CommHub } from "./hub.js";
import { linkToKernel, type KernelLink } from "./link.js";

/** Versions of tslab in whose kernel the comms were tried. */
export const TRIED_TSLAB_VERSIONS: readonly string[] = ["1.0.22"];

/** Why a kernel gets no comms, in a sentence for its user; or the comms. */
export type CommSupport = { readonly hub: CommHub } | { readonly reason: string };

// One hub a kernel, however many copies of this library a notebook loads. The symbol carries the version
// of what is kept under it.
const HUB = Symbol.for("adaptive-scheduler.comm-hub.v1");
type Shared = typeof globalThis & { [HUB]?: CommHub };

type ShellHandler = (this: unknown, socket: ReplySocket, ...frames: Buffer[]) => Promise<void>;

interface ReplySocket {
  send(frames: readonly (Uint8Array | string)[]): Promise<void>;
}

/**
 * Gives the comms of this kernel, adding them to tslab on the first call. Nothing is changed before.
 */
export function commSupport(tslab: TslabKernel | null = findTslab()): CommSupport {
  const known = (globalThis as Shared)[HUB];
  if (known !== undefined) return { hub: known };
  if (tslab === null) return { reason: "A live view needs a notebook with the tslab kernel." };
  const { jupyter, version } = tslab;
  if (jupyter === null || !TRIED_TSLAB_VERSIONS.includes(version)) {
    const tried = TRIED_TSLAB_VERSIONS.join(", ");
    return {
      reason: `The live view works with tslab ${tried} and this is ${version}, so here is a table that is kept up to date.`,
    };
  }
  const link = linkToKernel(jupyter);
  if (link === null) return { reason: "The live view can be shown from a cell only." };
  const hub = install(jupyter.exports.ZmqServer.prototype, link);
  (globalThis as Shared)[HUB] = hub;
  return { hub };
}

function install(server: Record<string, unknown>, { key, iopub, parent }: KernelLink): CommHub {
  // After 512 synchronous sends zeromq.js makes one asynchronous, and loses every send until that is
  // through, the kernel's own "idle" included: the cell stays busy for ever. A timeout of 0 keeps every
  // send synchronous, and without a high-water mark none of them is refused.
  iopub.sendTimeout = 0;
  iopub.sendHighWaterMark = 0;
  const publish = (message: Outgoing): void => send(iopub, encodeMessage(key, message));
  // Cells that run or wait, in order, and the last one that ended.
  const cells = new Set<Partial<Header>>();
  let ended = parent;
  const running = (): Partial<Header> | undefined => cells.values().next().value;
  const hub = new CommHub(publish, () => running() ?? ended);
  const status = (state: "busy" | "idle", to: Partial<Header>): void =>
    publish({ identities: ["status"], type: "status", parent: to, content: { execution_state: state } });
  const original = server["handleShellMessage"] as ShellHandler;

  // tslab looks the method up for each message, so the next one comes here.
  server["handleShellMessage"] = async function (this: unknown, socket: ReplySocket, ...frames: Buffer[]) {
    const type = messageType(frames);
    if (type === null || !COMM_TYPES.has(type)) return runCell(this, type, socket, frames);
    const message = decodeMessage(key, frames);
    if (message === null) return;
    status("busy", message.header);
    hub.handle(message, { reply: (answer) => send(socket, encodeMessage(key, answer)) });
    status("idle", message.header);
    // Comms are answered while a cell runs; front ends take the last status for the kernel's.
    const cell = running();
    if (cell !== undefined) status("busy", cell);
  };

  async function runCell(self: unknown, type: string | null, socket: ReplySocket, frames: Buffer[]) {
    const header = type === "execute_request" ? decodeMessage(key, frames)?.header : undefined;
    if (header !== undefined) cells.add(header);
    try {
      await original.call(self, socket, ...frames);
    } finally {
      if (header !== undefined) {
        cells.delete(header);
        ended = header;
      }
    }
  }
  return hub;
}

/** Sends; what cannot be sent is lost as if on the way, because no screen may stop a run. */
function send(socket: ReplySocket, frames: readonly (Uint8Array | string)[]): void {
  const lost = (): void => undefined;
  try {
    socket.send(frames).catch(lost);
  } catch {
    lost();
  }
}
