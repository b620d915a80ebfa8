import { createServer } from "node:net";
import { hostname } from "node:os";

/**
 * Finds an address on which a manager can listen: this host's name and a port that is free now, as `tcp://host:port`.
 *
 * @param host name or address that the jobs reach; this host's name when absent
 */
export function getAllowedUrl(host: string = hostname()): Promise<string> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(`tcp://${host}:${port}`));
    });
  });
}
