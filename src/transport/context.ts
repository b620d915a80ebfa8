import { Context, type Socket } from "zeromq";

/** The context of this thread's clients. */
let shared: Context | undefined;

/** Sockets that are open now: an open one can abort the process when it ends. */
const open = new Set<Socket>();
let isHooked = false;

/**
 * Makes a ZeroMQ context. Never zeromq's global one, for that belongs to everybody in the process (a notebook's
 * kernel above all), and a ZAP handler is heard by a whole context.
 */
export function createContext(): Context {
  if (!isHooked) process.once("exit", closeAllSockets);
  isHooked = true;
  return new Context({ blocky: false });
}

/** Gives the context that this thread's clients share, making it (and its two threads) at the first call. */
export function clientContext(): Context {
  return (shared ??= createContext());
}

/** Remembers a socket, so that it is closed before the process ends, and returns it. */
export function trackSocket<S extends Socket>(socket: S): S {
  open.add(socket);
  return socket;
}

/** Closes one socket; safe to call twice. */
export function closeSocket(socket: Socket): void {
  open.delete(socket);
  if (!socket.closed) socket.close();
}

/** Closes every socket of this library in this thread, at once. Runs by itself when the process ends. */
export function closeAllSockets(): void {
  for (const socket of [...open]) closeSocket(socket);
}
