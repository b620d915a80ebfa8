import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { AdaptiveSchedulerError } from "../protocol/index.js";

/**
 * Turns what a user calls an address (an IP address, an interface like `ib0`, a host name) into the one IP address
 * to bind. Throws with code `bad-address` for an unknown one and for a wildcard: a manager listens on one interface.
 */
export async function resolveBindAddress(address: string, interfaces = networkInterfaces()): Promise<string> {
  if (["*", "0.0.0.0", "::", ""].includes(address)) {
    throw new AdaptiveSchedulerError(
      "bad-address",
      `The address "${address}" means all interfaces. Name the one that the compute nodes reach, such as its IP address or "eth0".`,
    );
  }
  if (isIP(address) !== 0) return address;
  const entries = interfaces[address];
  const chosen =
    entries?.find((entry) => entry.family === "IPv4") ??
    entries?.find((entry) => !entry.address.startsWith("fe80"));
  if (chosen !== undefined) return chosen.address;
  try {
    return (await lookup(address)).address;
  } catch (cause) {
    throw new AdaptiveSchedulerError(
      "bad-address",
      `"${address}" is neither an IP address nor an interface (${Object.keys(interfaces).join(", ")}) nor a known host name.`,
      { cause },
    );
  }
}

/** Writes the ZeroMQ endpoint of an IP address and a port. */
export function tcpUrl(address: string, port: number | "*"): string {
  return `tcp://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}
