// The manager process: `manager.cjs <run folder> [--reset-failed] [--reset-done]`. Tells the process that started it when
// it listens, and ends by itself when the run is over.
import { startManager } from "./manager.js";

async function main(): Promise<void> {
  const [runFolder, ...flags] = process.argv.slice(2);
  if (runFolder === undefined)
    throw new Error("usage: manager.cjs <run folder> [--reset-failed] [--reset-done]");
  // Ctrl-C in the terminal of a notebook server is not meant for the run.
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  const manager = await startManager({
    runFolder,
    resetFailed: flags.includes("--reset-failed"),
    resetDone: flags.includes("--reset-done"),
  });
  process.once("SIGTERM", () => void manager.close());
  if (process.send) process.send({ listening: manager.endpoint.urls });
  // The starter hangs up when it has heard; its death must not end this process either.
  process.on("disconnect", () => undefined);
  if (process.connected) process.channel?.unref();
  await manager.finished;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
});
