export { resolveBindAddress } from "./address.js";
export { createClient } from "./client.js";
export type { Client, ClientOptions, RequestOptions } from "./client.js";
export { closeAllSockets } from "./context.js";
export { createRunKeys, readRunKeys } from "./keys.js";
export type { ClientKeys, KeyPair, ServerKeys } from "./keys.js";
export type { Endpoint } from "./link.js";
export { startServer } from "./server.js";
export type { Server, ServerOptions } from "./server.js";
