import { fork } from "node:child_process";
import { Worker } from "node:worker_threads";
import type { FromMember, ToMember } from "./messages.js";

/** How a pool sees one of its threads or processes. */
export interface MemberHandle {
  send(message: ToMember): void;
  /** Ends it now, whatever it does; resolves when it has gone. */
  kill(): Promise<void>;
  /** Process id; null for a thread. */
  readonly pid: number | null;
}

/** What a pool wants to hear of a member. `onEnd` says in words how it ended; called once. */
export interface MemberEvents {
  readonly onMessage: (message: FromMember) => void;
  readonly onEnd: (how: string) => void;
}

/** Starts a member in a place of the pool, from 0 on; one that ended is replaced in the same place. */
export type StartMember = (events: MemberEvents, place: number) => MemberHandle;

/** The argument (of a process) and worker data (of a thread) that make the bundle a pool member. */
export const MEMBER_ENTRY = "--pool-member";

/** How members start as threads. */
export interface ThreadOptions {
  /** Largest heap of a member. @defaultValue node's own limit */
  readonly heapMegabytes?: number;
  /** Goes into the worker data of each member, with its place. */
  readonly data?: object;
}

/** Starts members as threads of this process that run `file`. */
export function threadMembers(file: string, { heapMegabytes, data }: ThreadOptions = {}): StartMember {
  const resourceLimits = heapMegabytes === undefined ? {} : { maxOldGenerationSizeMb: heapMegabytes };
  return ({ onMessage, onEnd }, place) => {
    const workerData = { ...data, entry: MEMBER_ENTRY, place };
    const worker = new Worker(file, { workerData, resourceLimits });
    let how: string | null = null;
    worker.on("message", onMessage);
    worker.on("error", (error: NodeJS.ErrnoException) => {
      how =
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? "the thread ran out of memory"
          : `the thread ended by ${String(error)}`;
    });
    worker.once("exit", (code) => onEnd(how ?? `the thread ended with exit code ${code}`));
    return {
      send: (message) => worker.postMessage(message),
      kill: async () => {
        await worker.terminate();
      },
      pid: null,
    };
  };
}

/** Starts members as processes that run `file` with this process's node. */
export function processMembers(file: string): StartMember {
  return ({ onMessage, onEnd }) => {
    const child = fork(file, [MEMBER_ENTRY], { serialization: "advanced", execArgv: [] });
    const gone = new Promise<void>((resolve) => {
      child.once("exit", (code, signal) => {
        onEnd(
          signal === null
            ? `the process ended with exit code ${code ?? 0}`
            : `the process was ended by ${signal}`,
        );
        resolve();
      });
      child.once("error", (error) => {
        onEnd(`the process could not be started: ${error.message}`);
        resolve();
      });
    });
    child.on("message", (message) => onMessage(message as FromMember));
    return {
      // Why a send fails is told by the exit that follows.
      send: (message) => child.send(message, undefined, undefined, () => undefined),
      kill: () => {
        child.kill("SIGKILL");
        return gone;
      },
      pid: child.pid ?? null,
    };
  };
}
