import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { repository, testPython } from "./python.js";

/** One message of the kernel, as it stands on the wire. */
export interface KernelMessage {
  /** The cell it answers; null for what no cell asked. */
  readonly id: number | null;
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Base64. */
  readonly buffers: readonly string[];
}

/** What a cell printed and showed. */
export interface CellResult {
  readonly status: "ok" | "error";
  readonly stdout: string;
  readonly stderr: string;
  /** Mime bundles of `display_data` and `execute_result`, in order. */
  readonly displays: readonly Readonly<Record<string, unknown>>[];
  readonly messages: readonly KernelMessage[];
  readonly seconds: number;
}

/** A running tslab kernel. */
export interface Kernel {
  /** Of the kernel process now. */
  readonly pid: () => number;
  /** Runs a cell; resolves when the kernel is idle again, rejects when it dies. */
  run(code: string): Promise<CellResult>;
  /** Sends any shell message, for example `comm_msg`. */
  send(type: string, content: object, buffers?: readonly string[]): void;
  /** Is called for each message, whichever cell it belongs to; returns an unsubscribe. */
  onMessage(listener: (message: KernelMessage) => void): () => void;
  interrupt(): void;
  restart(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Shuts down as Jupyter does; resolves to the exit code (null after `kill`). Safe to call twice. */
  close(): Promise<number | null>;
}

export interface KernelOptions {
  /** Where cells run. @defaultValue the repository, in which cells find the package */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node itself, for example `--inspect=0`. */
  readonly nodeOptions?: readonly string[];
}

interface DriverEvent extends KernelMessage {
  readonly event: "ready" | "message" | "reply" | "dead" | "closed";
  readonly pid: number;
  readonly code: number | null;
  readonly status: "ok" | "error" | null;
}

interface Running {
  readonly messages: KernelMessage[];
  readonly startedAt: number;
  status: "ok" | "error" | null;
  idle: boolean;
  resolve(result: CellResult): void;
  reject(error: Error): void;
}

/** Starts a real tslab kernel through jupyter_client. */
export async function startKernel(options: KernelOptions = {}): Promise<Kernel> {
  const scratch = await mkdtemp(join(tmpdir(), "tslab-kernel-"));
  await writeKernelSpec(join(scratch, "kernels", "tslab-test"), options.nodeOptions ?? []);
  const driver = fileURLToPath(new URL("drive.py", import.meta.url));
  const child = spawn(testPython(), [driver, "tslab-test", options.cwd ?? repository], {
    env: {
      ...process.env,
      ...options.env,
      JUPYTER_PATH: scratch,
      JUPYTER_RUNTIME_DIR: scratch,
      PYTHONUNBUFFERED: "1",
    },
  });
  const connection = new Connection(child);
  try {
    await connection.ready;
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
  return connection.kernel(() => rm(scratch, { recursive: true, force: true }));
}

/** Runs cells one after the other in a fresh kernel, in which a failed cell does not stop the next ones. */
export async function runCells(cells: readonly string[], options: KernelOptions = {}): Promise<CellResult[]> {
  const kernel = await startKernel(options);
  try {
    const results: CellResult[] = [];
    for (const cell of cells) results.push(await kernel.run(cell));
    return results;
  } finally {
    await kernel.close();
  }
}

async function writeKernelSpec(folder: string, nodeOptions: readonly string[]): Promise<void> {
  const tslab = join(repository, "node_modules", "tslab", "bin", "tslab");
  const argv = [process.execPath, ...nodeOptions, tslab, "kernel", "--config-path", "{connection_file}"];
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "kernel.json"),
    JSON.stringify({ argv, display_name: "tslab", language: "typescript" }),
  );
}

class Connection {
  readonly ready: Promise<void>;
  readonly #running = new Map<number, Running>();
  readonly #listeners = new Set<(message: KernelMessage) => void>();
  readonly #child: ChildProcessWithoutNullStreams;
  #pid = 0;
  #errors = "";
  #nextId = 1;
  #onReady: { resolve(): void; reject(error: Error): void } | null = null;
  #onDead: (() => void) | null = null;
  #exitCode: number | null = null;
  readonly #exited: Promise<void>;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    this.ready = this.#awaitReady();
    child.stderr.on("data", (chunk: Buffer) => (this.#errors += chunk.toString()));
    child.stdin.on("error", () => undefined);
    createInterface({ input: child.stdout }).on("line", (line) =>
      this.#take(JSON.parse(line) as DriverEvent),
    );
    this.#exited = new Promise((resolve) => {
      child.on("error", (error) => this.#fail(error));
      child.on("close", () => {
        this.#fail(new Error(`The kernel's driver ended.\n${this.#errors}`));
        resolve();
      });
    });
  }

  kernel(cleanUp: () => Promise<void>): Kernel {
    return {
      pid: () => this.#pid,
      run: (code) => this.#run(code),
      send: (type, content, buffers = []) => this.#write({ op: "send", type, content, buffers }),
      onMessage: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      interrupt: () => this.#write({ op: "interrupt" }),
      restart: () => {
        const ready = this.#awaitReady();
        this.#write({ op: "restart" });
        return ready;
      },
      kill: () => {
        const dead = new Promise<void>((resolve) => (this.#onDead = resolve));
        this.#write({ op: "kill" });
        return dead;
      },
      close: async () => {
        this.#write({ op: "close" });
        this.#child.stdin.end();
        await this.#exited;
        await cleanUp();
        return this.#exitCode;
      },
    };
  }

  #write(command: object): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${JSON.stringify(command)}\n`);
  }

  #awaitReady(): Promise<void> {
    return new Promise((resolve, reject) => (this.#onReady = { resolve, reject }));
  }

  #run(code: string): Promise<CellResult> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#running.set(id, {
        messages: [],
        startedAt: performance.now(),
        status: null,
        idle: false,
        resolve,
        reject,
      });
      this.#write({ op: "run", id, code });
    });
  }

  #fail(error: Error): void {
    this.#onReady?.reject(error);
    for (const running of this.#running.values()) running.reject(error);
    this.#running.clear();
    this.#onDead?.();
  }

  #take(event: DriverEvent): void {
    switch (event.event) {
      case "ready":
        this.#pid = event.pid;
        this.#onReady?.resolve();
        break;
      case "dead":
        this.#fail(new Error(`The kernel died with code ${String(event.code)}.`));
        break;
      case "closed":
        this.#exitCode = event.code;
        break;
      case "message":
      case "reply":
        this.#takeMessage(event);
    }
  }

  #takeMessage(event: DriverEvent): void {
    if (event.event === "message") for (const listener of this.#listeners) listener(event);
    const running = event.id === null ? undefined : this.#running.get(event.id);
    if (event.id === null || running === undefined) return;
    if (event.event === "reply") running.status = event.status === "ok" ? "ok" : "error";
    else if (event.type === "status") running.idle = event.content["execution_state"] === "idle";
    else running.messages.push(event);
    if (running.status === null || !running.idle) return;
    this.#running.delete(event.id);
    running.resolve(toResult(running, running.status));
  }
}

function toResult(running: Running, status: "ok" | "error"): CellResult {
  const text = (name: string): string =>
    running.messages
      .filter((message) => message.type === "stream" && message.content["name"] === name)
      .map((message) => String(message.content["text"]))
      .join("");
  return {
    status,
    stdout: text("stdout"),
    stderr: text("stderr"),
    displays: running.messages
      .filter((message) => message.type === "display_data" || message.type === "execute_result")
      .map((message) => message.content["data"] as Record<string, unknown>),
    messages: running.messages,
    seconds: (performance.now() - running.startedAt) / 1000,
  };
}
