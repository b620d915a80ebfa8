import { dirname, join } from "node:path";

/** `lib/` of this package, whether this is the bundle `lib/manager/manager.cjs` or the module `lib/manager/*.js`. */
export function libFolder(): string {
  const here = typeof __dirname === "string" ? __dirname : dirname(new URL(import.meta.url).pathname);
  return dirname(here);
}

/** The bundled worker, which jobs run. */
export function workerProgram(): string {
  return join(libFolder(), "worker", "worker.cjs");
}
