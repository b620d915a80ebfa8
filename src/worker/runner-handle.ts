import { MessageChannel, Worker } from "node:worker_threads";
import { childProcesses, killProcess } from "./child-processes.js";
import { within } from "./interruption.js";
import type { PointError } from "../protocol/index.js";
import { RUNNER_ENTRY, type FromRunner, type RunnerThreadData, type ToRunner } from "./runner-messages.js";
import { createStateMemory, SharedState } from "./shared-state.js";
import { createRingMemory, RingReader, type ToldPoints } from "./told-ring.js";

/** What the runner thread does, as the main thread chose it; the rest is memory that both share. */
export type RunnerSettings = Omit<RunnerThreadData, "entry" | "state" | "ring" | "large">;

/** A thread that keeps its young objects small: user code seldom needs more, and a job's memory is counted. */
const YOUNG_GENERATION_MB = 32;

/** Milliseconds that a thread gets to end; one that is blocked in a system call may not. */
const TERMINATE_MS = 300;

/** The main thread's side of the runner thread. */
export class RunnerHandle {
  readonly state: SharedState;
  readonly #worker: Worker;
  readonly #reader: RingReader;
  readonly #answers: FromRunner[] = [];
  #notify: (() => void) | null = null;
  #pids: readonly number[] = [];
  #idle: Promise<void> = Promise.resolve();
  #becomeIdle: () => void = () => undefined;
  #hasEnded = false;
  /** Called when told points should be taken, so that the thread does not have to wait. */
  onFilling: (() => void) | null = null;

  constructor(file: string, settings: RunnerSettings) {
    const memory = createStateMemory();
    const ring = createRingMemory();
    const { port1, port2 } = new MessageChannel();
    this.state = new SharedState(memory);
    this.#reader = new RingReader(ring, port1);
    const workerData: RunnerThreadData = {
      ...settings,
      entry: RUNNER_ENTRY,
      state: memory,
      ring,
      large: port2,
    };
    this.#worker = new Worker(file, {
      workerData,
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.#worker.on("message", (message: FromRunner) => this.#hear(message));
    let thrown: Error | null = null;
    this.#worker.on("error", (error) => (thrown = error));
    this.#worker.once("exit", (code) => {
      this.#hasEnded = true;
      this.#answer({ type: "failed", error: this.#causeOfDeath(thrown, code), isClean: false });
    });
  }

  /** Processes that the thread started to evaluate points. */
  get pids(): readonly number[] {
    return this.#pids;
  }

  /** Whether the thread is gone. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves when the thread has no learner to work on: it is done with the last, or dead. */
  get idle(): Promise<void> {
    return this.#idle;
  }

  send(message: ToRunner): void {
    if (message.type === "learner") this.#idle = new Promise((resolve) => (this.#becomeIdle = resolve));
    if (message.type === "stop") this.state.isStopped = true;
    this.#worker.postMessage(message);
  }

  /** Waits for the thread's next answer: `revived`, `ended` or `failed` (also when the thread dies). */
  async answer(): Promise<FromRunner> {
    while (this.#answers.length === 0) await new Promise<void>((resolve) => (this.#notify = resolve));
    return this.#answers.shift()!;
  }

  /** Takes the points told since the last call. */
  take(): ToldPoints {
    const told: ToldPoints = { points: [], values: [] };
    this.#reader.drain(told);
    return told;
  }

  /** Ends the thread and its processes, whatever they do. False when the thread is blocked and could not be ended. */
  async terminate(): Promise<boolean> {
    this.state.isStopped = true;
    for (const pid of this.#pids) killProcess(pid);
    const terminated = this.#worker.terminate();
    if ((await within(terminated, TERMINATE_MS)) !== null) return true;
    // It waits in a system call, most likely for a program that it started.
    for (const pid of childProcesses()) killProcess(pid);
    return (await within(terminated, TERMINATE_MS)) !== null;
  }

  #hear(message: FromRunner): void {
    if (message.type === "filling") this.onFilling?.();
    else if (message.type === "processes") this.#pids = message.pids;
    else this.#answer(message);
  }

  #answer(message: FromRunner): void {
    if (message.type !== "revived") this.#becomeIdle();
    this.#answers.push(message);
    this.#notify?.();
    this.#notify = null;
  }

  #causeOfDeath(thrown: Error | null, code: number): PointError {
    const { point } = this.state;
    const at = point === undefined ? {} : { point };
    if (thrown === null) {
      const message = `the function ended its thread (process.exit(${code}))`;
      return { message, stack: message, ...at };
    }
    const isMemory = (thrown as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
    const message = isMemory
      ? "out of memory: the function used up the heap of its thread"
      : `${thrown.name}: ${thrown.message}`;
    return { message, stack: thrown.stack ?? message, ...at };
  }
}
