import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** What a display message carries: one picture of a value in several formats. */
export interface DisplayMessage {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
}

/** The exports of tslab's `dist/jupyter.js` that are used here. */
export interface JupyterModule {
  /** Writes into the cell that runs, or ran last; null before the first cell. */
  readonly lastWriteDisplayData: ((message: DisplayMessage, update: boolean) => void) | null;
  readonly ZmqServer: { readonly prototype: Record<string, unknown> };
}

/** The tslab kernel in which this code runs. */
export interface TslabKernel {
  readonly version: string;
  /** Its own `jupyter.js`; null when this version is built in another way. */
  readonly jupyter: { readonly exports: JupyterModule; readonly filename: string } | null;
}

type Require = (id: string) => unknown;

/**
 * Finds the running tslab kernel; null outside of one.
 *
 * Several copies of tslab may be installed and even loaded: a cell's own `require("tslab")` always gives
 * the running one, and its neighbour in the module cache is the module that owns the sockets.
 */
export function findTslab(): TslabKernel | null {
  const cell = (globalThis as { __tslab__?: { require?: Require } }).__tslab__;
  if (typeof cell?.require !== "function") return null;
  const door = cell.require("tslab") as { versions?: { tslab?: string } };
  const version = door.versions?.tslab ?? "unknown";
  const cache = createRequire(import.meta.url).cache;
  const entry = Object.values(cache).find((module) => module?.exports === door);
  if (entry === undefined) return { version, jupyter: null };
  const module = cache[join(dirname(entry.filename), "jupyter.js")];
  if (module === undefined || !isJupyterModule(module.exports)) return { version, jupyter: null };
  return { version, jupyter: { exports: module.exports, filename: module.filename } };
}

function isJupyterModule(value: unknown): value is JupyterModule {
  return (
    typeof value === "object" && value !== null && "lastWriteDisplayData" in value && "ZmqServer" in value
  );
}
