import { hostname } from "node:os";
import { join } from "node:path";
import {
  PROTOCOL_VERSION,
  RUN_FOLDER,
  type EndpointFile,
  type RequestMessage,
  type Role,
  type RunFile,
} from "../protocol/index.js";
import { startOf, type Scheduler } from "../scheduler/index.js";
import { startServer, type Server, type ServerKeys } from "../transport/index.js";
import { removeLeftovers, replaceFile } from "./replace-file.js";

/** What a port is opened for. */
export interface PostParts {
  readonly run: RunFile;
  readonly runFolder: string;
  readonly scheduler: Pick<Scheduler, "kind">;
  readonly generation: number;
  readonly now: () => number;
  readonly handle: (request: RequestMessage, role: Role) => Promise<unknown>;
}

/** The port of a manager, and the file in the run folder that says where it is. */
export class ListeningPost {
  readonly endpoint: EndpointFile;
  readonly #server: Server;
  readonly #runFolder: string;

  /** Use {@link openPost}. */
  constructor(endpoint: EndpointFile, server: Server, runFolder: string) {
    this.endpoint = endpoint;
    this.#server = server;
    this.#runFolder = runFolder;
  }

  /** Says in `endpoint.json` where it listens. */
  async announce(): Promise<void> {
    await removeLeftovers(this.#runFolder);
    await writeEndpoint(this.#runFolder, this.endpoint);
  }

  /** Takes no more requests. */
  close(): Promise<void> {
    return this.#server.close();
  }

  /** Says that this manager ended. A kernel lives longer than the manager in it: its process says nothing about the run. */
  signOff(): Promise<void> {
    return writeEndpoint(this.#runFolder, { ...this.endpoint, isClosed: true });
  }
}

/** Opens the port. Nobody knows of it before {@link ListeningPost.announce}. */
export async function openPost(parts: PostParts, keys: ServerKeys): Promise<ListeningPost> {
  const { run, runFolder, scheduler, generation, now, handle } = parts;
  const server = await startServer({
    keys,
    address: run.manager.address ?? (scheduler.kind === "local" ? "127.0.0.1" : hostname()),
    portRange: run.manager.portRange,
    handle,
  });
  const endpoint: EndpointFile = {
    protocol: PROTOCOL_VERSION,
    runId: run.runId,
    generation,
    urls: [server.url],
    serverKey: server.serverKey,
    allowedKeys: server.allowedKeys,
    pid: process.pid,
    host: hostname(),
    startedAt: now(),
    processStart: startOf(process.pid) ?? "",
  };
  return new ListeningPost(endpoint, server, runFolder);
}

function writeEndpoint(runFolder: string, endpoint: EndpointFile): Promise<void> {
  return replaceFile(join(runFolder, RUN_FOLDER.endpoint), JSON.stringify(endpoint), 0o600);
}
