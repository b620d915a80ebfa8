import { setTimeout as pause } from "node:timers/promises";
import { readStatus } from "../manager/index.js";
import { isOver } from "../protocol/index.js";
import { isRunAlive } from "./run-alive.js";

/** How {@link waitForGoodbye} waits. */
export interface GoodbyeOptions {
  /** @defaultValue 10_000 */
  readonly timeoutMs?: number;
  readonly now?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** Between looks, in milliseconds. */
const INTERVAL_MS = 50;

/**
 * Waits for the manager of a run that is over to end: it stays a moment, for those who ask how the run ended. Returns at
 * once when the run is not over or has no manager; a manager that does not end in time is left alone.
 */
export async function waitForGoodbye(runFolder: string, options: GoodbyeOptions = {}): Promise<void> {
  const { timeoutMs = 10_000, now = Date.now, pause: wait = pause } = options;
  const until = now() + timeoutMs;
  // Both again each time: another notebook may start the run meanwhile.
  while (isAboutToEnd(runFolder) && now() < until) await wait(INTERVAL_MS);
}

function isAboutToEnd(runFolder: string): boolean {
  const status = readStatus(runFolder);
  return status !== null && isOver(status.status) && isRunAlive(runFolder);
}
