/* eslint-disable @typescript-eslint/unbound-method -- accessors are values here, never called */
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import type { KnownPlace, ModuleName, Step } from "./format.js";
import { INTRINSICS } from "./intrinsics.js";
import { ReviveError } from "./revive-error.js";

/** Finds what a worker has itself. */
export function findPlace(place: KnownPlace, door: Readonly<Record<string, unknown>>): unknown {
  const [root, name, path, accessor] = place;
  switch (root) {
    case "global":
      return follow(globalThis, path, accessor, place);
    case "door":
      return follow(door, path, accessor, place);
    case "intrinsic":
      return follow(INTRINSICS[name]?.(), path, accessor, place);
    case "module":
      return follow(loadModule(name), path, accessor, place);
  }
}

function follow(
  start: unknown,
  path: readonly Step[],
  accessor: "get" | "set" | undefined,
  place: KnownPlace,
): unknown {
  let at = start;
  path.forEach((step, index) => {
    const key = typeof step === "string" ? step : (Symbol as unknown as Record<string, symbol>)[step[0]]!;
    if (at === null || at === undefined) throw new ReviveError(`This worker has no ${describePlace(place)}.`);
    at =
      accessor !== undefined && index === path.length - 1
        ? Object.getOwnPropertyDescriptor(at, key)?.[accessor]
        : (at as Record<string | symbol, unknown>)[key];
  });
  if (at === undefined) throw new ReviveError(`This worker has no ${describePlace(place)}.`);
  return at;
}

function describePlace([root, name, path]: KnownPlace): string {
  const steps = path.map((step) => (typeof step === "string" ? step : `[Symbol.${step[0]}]`)).join(".");
  const of =
    root === "module" ? `module ${typeof name === "string" ? name : (name.specifier ?? name.file)}` : root;
  return `${steps === "" ? "value" : steps} of the ${of}; is it the same version of the package and of Node.js?`;
}

/** Loads a module by its file; where the folders differ, by its name from the user's folder, then from here. */
export function loadModule(name: ModuleName | string): unknown {
  if (typeof name === "string") {
    if (isBuiltin(name)) return process.getBuiltinModule(name);
    return createRequire(name)(name) as unknown;
  }
  const { file, specifier, folder } = name;
  const tries: [from: string, what: string][] = [[file, file]];
  if (specifier !== null)
    tries.push([join(folder, "x.js"), specifier], [join(process.cwd(), "x.js"), specifier]);
  let first: unknown;
  for (const [from, what] of tries) {
    try {
      return createRequire(from)(what) as unknown;
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code !== "MODULE_NOT_FOUND") throw error;
      first ??= error;
    }
  }
  throw new ReviveError(
    `The module ${specifier ?? file} is not found on this worker (${file}). Install it where the worker sees it.`,
    {
      cause: first,
    },
  );
}
