import { Reply } from "zeromq";
import type { Role } from "../protocol/index.js";
import { closeSocket, trackSocket, transportContext } from "./context.js";
import { decodeZ85 } from "./z85.js";

/** Who may connect in one ZAP domain: CURVE public key (hexadecimal) to role. */
type AllowList = ReadonlyMap<string, Role>;

const ZAP_ADDRESS = "inproc://zeromq.zap.01";

/** One handler answers for all servers of the context: ZeroMQ allows a single one, told apart by domain. */
const domains = new Map<string, AllowList>();
let handler: Reply | undefined;
/** Starts and ends of the handler happen one after another. */
let lastStep: Promise<void> = Promise.resolve();

/** Lets `keys` (Z85 public key to role) and nobody else into `domain`. Returns a function that ends it. */
export async function allowKeys(
  domain: string,
  keys: ReadonlyMap<string, Role>,
): Promise<() => Promise<void>> {
  domains.set(domain, new Map([...keys].map(([key, role]) => [decodeZ85(key).toString("hex"), role])));
  await adjustHandler();
  return () => {
    domains.delete(domain);
    return adjustHandler();
  };
}

/** Starts the handler when there are domains, ends it when there are none (it would keep the process alive). */
function adjustHandler(): Promise<void> {
  const step = lastStep.then(async () => {
    if (domains.size > 0 && handler === undefined) {
      const socket = trackSocket(new Reply({ context: transportContext(), linger: 0, sendTimeout: 0 }));
      await socket.bind(ZAP_ADDRESS);
      handler = socket;
      void serve(socket);
    } else if (domains.size === 0 && handler !== undefined) {
      const socket = handler;
      handler = undefined;
      // Closing alone frees the address only some time later, and the next server may start before.
      if (!socket.closed) await socket.unbind(ZAP_ADDRESS);
      closeSocket(socket);
    }
  });
  lastStep = step.catch(() => undefined);
  return step;
}

async function serve(socket: Reply): Promise<void> {
  while (!socket.closed) {
    try {
      const request = await socket.receive();
      await socket.send(decideZap(request, domains));
    } catch {
      // Closed while waiting, or a reply that nobody waits for: either way the loop's condition decides.
    }
  }
}

/**
 * Answers one ZAP request (RFC 27): frames version, request id, domain, address, identity, mechanism, credentials.
 * Only CURVE with a key on the domain's list gets 200; the role travels as the user id.
 */
export function decideZap(
  request: readonly Buffer[],
  allowed: ReadonlyMap<string, AllowList>,
): (string | Buffer)[] {
  const [version, requestId, domain, , , mechanism, key] = request;
  const role =
    version?.toString() === "1.0" && mechanism?.toString() === "CURVE" && key !== undefined
      ? allowed.get(domain?.toString() ?? "")?.get(key.toString("hex"))
      : undefined;
  const verdict = role === undefined ? ["400", "This key is not allowed", ""] : ["200", "OK", role];
  return ["1.0", requestId ?? "", ...verdict, ""];
}
