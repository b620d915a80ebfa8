import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, createRunKeys, readRunKeys, startServer } from "../../src/transport/index.js";
import type { Client, ClientOptions, Server, ServerOptions } from "../../src/transport/index.js";

/** A run folder with keys, and whatever servers and clients a test starts on it; all closed by `close`. */
export interface Rig {
  readonly folder: string;
  serve(options?: Partial<ServerOptions>): Promise<Server>;
  connect(role: "worker" | "owner", endpoint: Server, options?: Partial<ClientOptions>): Promise<Client>;
  close(): Promise<void>;
}

/** Makes a rig in a temporary folder. */
export async function createRig(): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), "transport-"));
  await createRunKeys(folder);
  const toClose: { close(): unknown }[] = [];
  const keep = <T extends { close(): unknown }>(item: T): T => {
    toClose.push(item);
    return item;
  };
  return {
    folder,
    serve: async (options = {}) =>
      keep(
        await startServer({
          keys: await readRunKeys(folder, "server"),
          address: "127.0.0.1",
          handle: (request, role) => Promise.resolve({ role, verb: request.verb }),
          ...options,
        }),
      ),
    connect: async (role, endpoint, options = {}) =>
      keep(
        createClient({
          keys: await readRunKeys(folder, role),
          resolveEndpoint: () => Promise.resolve(endpoint),
          ...options,
        }),
      ),
    close: async () => {
      for (const item of toClose.reverse()) await item.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A request that any worker may make. */
export const LEAVE = { verb: "leave", worker: { jobId: "7", instance: "a", node: "n1", pid: 1 } } as const;
