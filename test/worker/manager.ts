import { mkdtemp, mkdir, readFile, rename, rm, watch, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EndpointFile, RequestMessage, RunFile, WorkerRequest } from "../../src/protocol/index.js";
import { captureFunctions, writeFunctions } from "../../src/capture/index.js";
import { door } from "../../src/runner/door.js";
import type { Learner } from "../../src/learner/index.js";
import { createRunKeys, readRunKeys, startServer, type Server } from "../../src/transport/index.js";

/** A run folder with a manager that answers as a test wants. */
export interface TestRun {
  readonly folder: string;
  /** All that workers asked, in order. */
  readonly requests: WorkerRequest[];
  /** Path of learner `index`'s checkpoint. */
  fname(index: number): string;
  /** Waits until a request for which `matches` holds has come. */
  heard(matches: (request: WorkerRequest) => boolean): Promise<WorkerRequest>;
  /** Waits until the log of a job has a line for which `matches` holds. */
  logged(
    jobId: string,
    matches: (line: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>>;
  logLines(jobId: string): Promise<Record<string, unknown>[]>;
  /** Answers nothing more, as a manager that is gone. */
  stopListening(): void;
  /** Listens again, at another port. */
  listen(): Promise<void>;
  /** Writes something else into `endpoint.json`. */
  publish(changes: Partial<EndpointFile>): Promise<void>;
  /** Changes how requests are answered. */
  answer(handle: (request: WorkerRequest) => unknown): void;
  close(): Promise<void>;
}

const resources = {
  cores: 1, nodes: null, coresPerNode: null, partition: null, memory: null, timeSeconds: null, exclusive: false,
  executor: "sequential", numThreads: 1, extraScheduler: [], extraEnvVars: [], extraScript: "",
} as const; // prettier-ignore

/** A queue of learners, each handed out once, then `stop`. */
export function handOut(count: number, epoch = 1): (request: WorkerRequest) => unknown {
  let next = 0;
  return (request) => {
    if (request.verb !== "start") return { status: "ok" };
    return next < count
      ? { status: "learner", index: next++, epoch }
      : { status: "stop", reason: "no learner is left" };
  };
}

/** A learner as a run captures it. */
export interface Root {
  readonly learner: Learner;
  readonly goal?: (learner: never) => boolean;
  readonly initializer?: () => unknown;
}

/** Makes a run folder for learners and starts its manager, which hands them out in turn. */
export async function startRun(
  roots: readonly Root[],
  overrides: { run?: Partial<RunFile>; resources?: Partial<RunFile["resourceClasses"][number]> } = {},
): Promise<TestRun> {
  const folder = await mkdtemp(join(tmpdir(), "worker-test-"));
  await mkdir(join(folder, "logs"));
  await createRunKeys(folder);
  await writeFunctions(join(folder, "functions"), captureFunctions(roots, { door }));
  const count = roots.length;
  const run: RunFile = {
    protocol: 1, runId: "run-1", jobName: "test", createdAt: 0, cwd: folder,
    fnames: Array.from({ length: count }, (_, index) => `data/${index}.arrow`),
    kinds: ["Learner1D"], kindOf: Array.from({ length: count }, () => 0),
    goal: { kind: "npoints", npoints: 100 }, checkGoalOnStart: true, dependencies: {},
    resourceClasses: [{ ...resources, ...overrides.resources }], classOf: null,
    scheduler: { kind: "local", options: {} },
    runner: { retries: 0, raiseIfRetriesExceeded: true, ntasks: null, logInterval: 30, saveInterval: 300 },
    manager: {
      maxSimultaneousJobs: 1, maxFailsPerJob: 3, jobManagerIntervalSeconds: 60, killIntervalSeconds: 60, killOnError: null,
      portRange: null, address: "127.0.0.1",
    },
    nodeExecutable: process.execPath, dataframe: null, ...overrides.run,
  }; // prettier-ignore
  await writeFile(join(folder, "run.json"), JSON.stringify(run));
  const manager = new TestManager(folder, handOut(count));
  await manager.listen();
  return manager;
}

class TestManager implements TestRun {
  readonly requests: WorkerRequest[] = [];
  readonly #servers: Server[] = [];
  #isDeaf = false;
  #generation = 0;
  #endpoint: EndpointFile | undefined;
  #waiting: { matches: (request: WorkerRequest) => boolean; resolve: (request: WorkerRequest) => void }[] =
    [];

  constructor(
    readonly folder: string,
    private handle: (request: WorkerRequest) => unknown,
  ) {}

  fname(index: number): string {
    return join(this.folder, `data/${index}.arrow`);
  }

  answer(handle: (request: WorkerRequest) => unknown): void {
    this.handle = handle;
  }

  heard(matches: (request: WorkerRequest) => boolean): Promise<WorkerRequest> {
    const already = this.requests.find(matches);
    if (already) return Promise.resolve(already);
    return new Promise((resolve) => this.#waiting.push({ matches, resolve }));
  }

  async logged(
    jobId: string,
    matches: (line: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>> {
    const until = Date.now() + 30_000;
    for (;;) {
      if (Date.now() > until) throw new Error(`not logged: ${JSON.stringify(await this.logLines(jobId))}`);
      const found = (await this.logLines(jobId)).find(matches);
      if (found) return found;
      await changed(join(this.folder, "logs"));
    }
  }

  async logLines(jobId: string): Promise<Record<string, unknown>[]> {
    const text = await readFile(join(this.folder, "logs", `${jobId}.jsonl`), "utf8").catch(() => "");
    // The last line may still be on its way.
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async listen(): Promise<void> {
    const keys = await readRunKeys(this.folder, "server");
    const isOld = (): boolean => this.#isDeaf || this.#servers.at(-1) !== server;
    const server: Server = await startServer({
      keys,
      address: "127.0.0.1",
      // A manager that is gone: it hears and answers nothing more.
      handle: (message) => (isOld() ? new Promise(() => undefined) : Promise.resolve(this.#serve(message))),
    });
    this.#servers.push(server);
    this.#isDeaf = false;
    this.#endpoint = {
      protocol: 1, runId: "run-1", generation: ++this.#generation, urls: [server.url], serverKey: server.serverKey,
      allowedKeys: server.allowedKeys, pid: process.pid, host: "localhost", startedAt: 0, processStart: "",
    }; // prettier-ignore
    await this.publish({});
  }

  async publish(changes: Partial<EndpointFile>): Promise<void> {
    const endpoint = { ...this.#endpoint!, ...changes };
    await writeFile(join(this.folder, "endpoint.tmp"), JSON.stringify(endpoint));
    await rename(join(this.folder, "endpoint.tmp"), join(this.folder, "endpoint.json"));
  }

  stopListening(): void {
    this.#isDeaf = true;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
    await rm(this.folder, { recursive: true, force: true });
  }

  #serve(message: RequestMessage): unknown {
    const request = message as unknown as WorkerRequest;
    this.requests.push(request);
    const reply = this.handle(request);
    for (const { resolve } of this.#waiting.filter(({ matches }) => matches(request))) resolve(request);
    this.#waiting = this.#waiting.filter(({ matches }) => !matches(request));
    return reply;
  }
}

/** Waits for a change in a folder; looks again soon anyway, for a change may have come just before. */
async function changed(folder: string): Promise<void> {
  const watcher = watch(folder, { signal: AbortSignal.timeout(100) });
  try {
    for await (const _event of watcher) return;
  } catch {
    // Time to look again.
  }
}
