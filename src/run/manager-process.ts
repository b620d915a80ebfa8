import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isAlive, readEndpoint } from "../manager/index.js";
import { AdaptiveSchedulerError, type EndpointFile } from "../protocol/index.js";

const PROGRAM = fileURLToPath(new URL("../manager/manager.cjs", import.meta.url));
const LOG = "manager.log";

/** What the manager process does with learners that an earlier start left behind. */
export interface StartFlags {
  /** Learners that were given up are tried again. */
  readonly resetFailed?: boolean;
  /** Learners that were done are looked at again: the goal is another one. */
  readonly resetDone?: boolean;
}

/** Whether the manager is certainly there; null when it runs on another host. */
export function managerAlive(endpoint: EndpointFile): boolean | null {
  if (endpoint.isClosed === true) return false;
  return endpoint.host === hostname() ? isAlive({ pid: endpoint.pid, start: endpoint.processStart }) : null;
}

/**
 * Starts the manager process of a run folder, detached: it outlives this one. Resolves when it listens, rejects with
 * what it printed when it ends before.
 */
export async function startManagerProcess(
  runFolder: string,
  flags: StartFlags = {},
  timeoutMs = 30_000,
): Promise<EndpointFile> {
  const log = openSync(join(runFolder, LOG), "a", 0o600);
  const args = [PROGRAM, runFolder];
  if (flags.resetFailed) args.push("--reset-failed");
  if (flags.resetDone) args.push("--reset-done");
  const child = spawn(process.execPath, args, {
    detached: true,
    cwd: runFolder,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  try {
    await listening(child, runFolder, timeoutMs);
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
  }
  const endpoint = readEndpoint(runFolder);
  if (endpoint === null) throw failure(runFolder, "wrote no endpoint.json");
  return endpoint;
}

function listening(child: ReturnType<typeof spawn>, runFolder: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(failure(runFolder, `did not listen within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      end();
    };
    child.once("message", () => settle(resolve));
    child.once("error", (error) => settle(() => reject(failure(runFolder, error.message))));
    child.once("exit", (code) => settle(() => reject(failure(runFolder, `ended with code ${String(code)}`))));
  });
}

function failure(runFolder: string, what: string): AdaptiveSchedulerError {
  let tail = "";
  try {
    tail = readFileSync(join(runFolder, LOG), "utf8").trim().split("\n").slice(-8).join("\n");
  } catch {
    tail = "";
  }
  return new AdaptiveSchedulerError(
    "manager-start",
    `The manager process of ${runFolder} ${what}. Its log, ${join(runFolder, LOG)}, ends with:\n${tail}`,
  );
}
