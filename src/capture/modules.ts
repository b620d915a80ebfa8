import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { addPlaces, type Identities } from "./identities.js";
import type { ModuleName } from "./revive/format.js";

const packages: Identities = new Map();
const seen = new Set<string>();
const localRequire = createRequire(import.meta.url);

/** Maps the exports of every package that is loaded by now. Files of the user are not packages. */
export function packageIdentities(): Identities {
  for (const [file, module] of Object.entries(localRequire.cache)) {
    if (seen.has(file) || module?.loaded !== true || !isPackageFile(file)) continue;
    seen.add(file);
    addPlaces(packages, module.exports, ["module", file, []], 2);
  }
  return packages;
}

/** Maps the exports of an ES module of a package, which `require.cache` does not list. */
export function loadPackageModule(file: string): void {
  if (seen.has(file)) return;
  seen.add(file);
  try {
    addPlaces(packages, localRequire(file), ["module", file, []], 2);
  } catch {
    // It waits at its top level, so that require() cannot have it: its functions go by value.
  }
}

/** Tells whether a worker shall load a file rather than get its functions by value. */
export function isPackageFile(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file) || file.endsWith(".node");
}

const names = new Map<string, ModuleName>();

/** Names a file of a package so that a worker finds it even where the folder is another one. */
export function nameModule(file: string, folder: string): ModuleName {
  const key = `${folder}\0${file}`;
  let name = names.get(key);
  if (name === undefined) names.set(key, (name = { file, specifier: findSpecifier(file, folder), folder }));
  return name;
}

function findSpecifier(file: string, folder: string): string | null {
  const parts = file.split(/[\\/]node_modules[\\/]/);
  const inside = parts.at(-1)!;
  if (parts.length < 2) return null;
  const words = inside.split(/[\\/]/);
  const name = words.slice(0, words[0]!.startsWith("@") ? 2 : 1).join("/");
  const find = createRequire(join(folder, "x.js"));
  for (const specifier of [name, words.join("/"), words.join("/").replace(/\.[cm]?js$/, "")]) {
    try {
      if (find.resolve(specifier) === file) return specifier;
    } catch {
      // The package does not export this path, or is not found from here.
    }
  }
  return null;
}

/** Finds the folder from which a `require` function resolves; null when it is none of Node's. */
export function requireFolder(value: unknown): string | null {
  if (typeof value !== "function") return null;
  const candidate = value as Partial<NodeJS.Require>;
  if (typeof candidate.resolve !== "function" || candidate.cache !== localRequire.cache) return null;
  const [first] = candidate.resolve.paths("x") ?? [];
  return first === undefined ? process.cwd() : dirname(first);
}
