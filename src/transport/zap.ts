import { Reply } from "zeromq";
import type { Context } from "zeromq";
import type { Role } from "../protocol/index.js";
import { closeSocket, trackSocket } from "./context.js";
import { decodeZ85 } from "./z85.js";

/** Who may connect in one ZAP domain: CURVE public key (hexadecimal) to role. */
type AllowList = ReadonlyMap<string, Role>;

const ZAP_ADDRESS = "inproc://zeromq.zap.01";

/**
 * Lets `keys` (Z85 public key to role) and nobody else into `domain` of a context. Returns a function that ends it.
 *
 * ZeroMQ asks one handler for all servers of a context, so each server has a context of its own: a handler that two
 * shared would have to be unbound and bound again between runs, and libzmq 4.3.5 can abort on that (pipe.cpp:355).
 */
export async function allowKeys(
  context: Context,
  domain: string,
  keys: ReadonlyMap<string, Role>,
): Promise<() => void> {
  const allowed: AllowList = new Map([...keys].map(([key, role]) => [decodeZ85(key).toString("hex"), role]));
  const socket = trackSocket(new Reply({ context, linger: 0, sendTimeout: 0 }));
  await socket.bind(ZAP_ADDRESS);
  void serve(socket, new Map([[domain, allowed]]));
  return () => closeSocket(socket);
}

async function serve(socket: Reply, domains: ReadonlyMap<string, AllowList>): Promise<void> {
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
