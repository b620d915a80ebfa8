import { createServer } from "node:net";
import { hostname } from "node:os";
import { AdaptiveSchedulerError } from "../protocol/index.js";

/**
 * Finds an address on which a database manager can listen: this host's name and a port that is free now, as
 * `tcp://host:port`.
 *
 * @param host name or address by which the jobs reach this host; its own name when absent
 *
 * @throws AdaptiveSchedulerError with code `no-free-port` when the system gives no port
 */
export function getAllowedUrl(host: string = hostname()): string {
  // Without a host, Node binds at once, and the system's choice is known before it tells that it listens.
  const probe = createServer();
  let failure: Error | null = null;
  probe.once("error", (error) => (failure = error));
  probe.listen({ port: 0, exclusive: true });
  const address = probe.address();
  probe.close();
  if (typeof address === "object" && address !== null) return `tcp://${host}:${address.port}`;
  throw new AdaptiveSchedulerError("no-free-port", `This host gives no port to listen on.`, {
    cause: failure,
  });
}
