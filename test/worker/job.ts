import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
// @ts-expect-error a script without types
import { bundleWorker } from "../../scripts/bundle-programs.mjs";
import type { TestRun } from "./manager.js";

let folder = "";
const children = new Set<ChildProcess>();

/** Bundles the worker from the sources for the tests of a file, and leaves no process behind. */
export function useWorkerBundle(): void {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "worker-bundle-"));
    await (bundleWorker as (options: object) => Promise<void>)({
      folder,
      platform: `${process.platform}-${process.arch}`,
    });
  });
  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
}

/** The bundled worker. */
export const bundleFile = (): string => join(folder, "worker.cjs");

/** A worker process of a test. */
export interface TestJob {
  readonly child: ChildProcess;
  /** All that it wrote. */
  readonly output: () => string;
  /** Waits until it has written a text. */
  wrote(text: string): Promise<void>;
  /** Resolves with its exit code, or with the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts a worker on a run. */
export function startJob(run: TestRun, jobId: string, env: Record<string, string> = {}): TestJob {
  const child = spawn(process.execPath, [bundleFile(), run.folder, "0"], {
    env: { ...process.env, ADAPTIVE_SCHEDULER_JOB_ID: jobId, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let output = "";
  let look: (() => void)[] = [];
  const hear = (data: Buffer): void => {
    output += data.toString();
    for (const one of look) one();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = new Promise<number | string>((resolve) =>
    child.once("close", (code, signal) => {
      children.delete(child);
      resolve(code ?? signal ?? "unknown");
    }),
  );
  const wrote = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const one = (): void => {
        if (!output.includes(text)) return;
        look = look.filter((other) => other !== one);
        resolve();
      };
      look.push(one);
      one();
      void ended.then(() => reject(new Error(`the job ended: ${output}`)));
    });
  return { child, output: () => output, wrote, ended };
}
