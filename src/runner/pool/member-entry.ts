import { parentPort } from "node:worker_threads";
import { createMember, type MemberPorts } from "./member.js";
import type { FromMember, ToMember } from "./messages.js";

/** Makes this thread or process a member of the pool that started it. */
export function becomeMember(ports: Omit<MemberPorts, "send">): void {
  const port = parentPort;
  if (port !== null) {
    const hear = createMember({ ...ports, send: (message: FromMember) => port.postMessage(message) });
    port.on("message", hear);
    return;
  }
  const hear = createMember({ ...ports, send: (message: FromMember) => void process.send?.(message) });
  process.on("message", (message) => hear(message as ToMember));
  // The pool's process is gone: nobody wants the values any more.
  process.on("disconnect", () => process.exit(0));
  // The terminal's Ctrl-C and the batch system's signals go to all processes of a job; the worker decides.
  for (const signal of ["SIGINT", "SIGTERM", "SIGUSR2"] as const) process.on(signal, () => undefined);
}
