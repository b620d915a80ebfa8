import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { refuseUnknownOptions } from "../protocol/errors.js";
import { CaptureError } from "./capture-error.js";
import type { AnyFunction } from "./walk.js";

/** Options of {@link task}. */
export interface TaskOptions {
  /** The value of every outside name that the function uses. */
  readonly captures: Readonly<Record<string, unknown>>;
}

/** Where a function of {@link ref} stands. */
export interface ModulePlace {
  readonly file: string;
  readonly specifier: string | null;
  readonly folder: string;
  /** Empty for a module that is itself the function. */
  readonly path: readonly string[];
}

const tasks = new WeakMap<object, Readonly<Record<string, unknown>>>();
const places = new WeakMap<object, ModulePlace>();

/**
 * Says outright which outside variables a function takes along, so that nothing is read by the inspector.
 * A name that is missing is reported when the function is captured.
 *
 * @example
 * ```ts
 * const scale = 3;
 * const fn = task((x: number) => scale * x, { captures: { scale } });
 * fn(2); // 6
 * ```
 */
export function task<F extends (...args: never[]) => unknown>(fn: F, options: TaskOptions): F {
  refuseUnknownOptions("task", options, ["captures"]);
  if (typeof fn !== "function") throw new CaptureError("task(fn, { captures }) takes a function first.");
  tasks.set(fn, { ...options.captures });
  return fn;
}

/**
 * Makes a function that travels by the path of its module: the worker loads the file itself.
 *
 * `path` is relative to the working directory, absolute, a file URL, or the name of a package.
 *
 * @throws CaptureError when there is no such module or export, or when it is TypeScript.
 * @example
 * ```ts
 * const simulate = ref("./sim.js", "simulate"); // sim.js has: export function simulate(x) { ... }
 * ```
 */
export function ref(path: string, name = "default"): (...args: unknown[]) => unknown {
  const folder = process.cwd();
  const found = locate(path, folder);
  const { target, isWhole } = loadExport(found.file, folder, name);
  const caller = (...args: unknown[]): unknown => target(...(args as never[]));
  Object.defineProperty(caller, "name", { value: name });
  places.set(caller, { ...found, folder, path: isWhole ? [] : [name] });
  return caller;
}

/** Gives what {@link task} was told of a function. */
export function explicitCaptures(fn: object): Readonly<Record<string, unknown>> | undefined {
  return tasks.get(fn);
}

/** Gives what {@link ref} was told of a function. */
export function modulePlace(fn: object): ModulePlace | undefined {
  return places.get(fn);
}

function locate(path: string, folder: string): { file: string; specifier: string | null } {
  const isFile = path.startsWith(".") || path.startsWith("file:") || isAbsolute(path);
  const file = isFile
    ? resolve(folder, path.startsWith("file:") ? fileURLToPath(path) : path)
    : findPackage(path, folder);
  if (/^\.[cm]?tsx?$/.test(extname(file))) {
    throw new CaptureError(
      `ref(${JSON.stringify(path)}): a worker cannot load TypeScript. Compile the module to .js and name that, or pass the imported function itself, which is captured by value.`,
    );
  }
  if (isFile && !existsSync(file)) {
    throw new CaptureError(
      `ref(${JSON.stringify(path)}): there is no file ${file}. The path is relative to ${folder}.`,
    );
  }
  return { file, specifier: isFile ? null : path };
}

function findPackage(path: string, folder: string): string {
  try {
    return createRequire(join(folder, "x.js")).resolve(path);
  } catch (cause) {
    throw new CaptureError(
      `ref(${JSON.stringify(path)}): no such package is found from ${folder}. Install it, or begin the path of a file with "./".`,
      { cause },
    );
  }
}

function loadExport(file: string, folder: string, name: string): { target: AnyFunction; isWhole: boolean } {
  let exports: unknown;
  try {
    exports = createRequire(join(folder, "x.js"))(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CaptureError(
      `ref(${JSON.stringify(file)}): the module cannot be loaded by require: ${reason}`,
      { cause },
    );
  }
  const found = (exports as Record<string, unknown> | null | undefined)?.[name];
  const isWhole = found === undefined && name === "default";
  const target = isWhole ? exports : found;
  if (typeof target === "function") return { target: target as AnyFunction, isWhole };
  const names = Object.keys(exports ?? {}).filter((one) => one !== "__esModule");
  throw new CaptureError(
    `ref(${JSON.stringify(file)}): it exports no function ${JSON.stringify(name)}. Its exports: ${names.join(", ") || "none"}.`,
  );
}
