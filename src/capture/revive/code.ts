import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileFunction, constants } from "node:vm";
import { FUNCTION_FILES, type RecordsHeader } from "./format.js";
import { ReviveError } from "./revive-error.js";
import { registerCode } from "./stack.js";

/** What factories are given to reach the reviver. */
export interface Tools {
  /** Set while private members are put on an object: constructors and initializers do nothing then. */
  stamping: boolean;
  /** Remembers how to set the private fields of a class. */
  privates(owner: object, setters: readonly Setter[]): void;
  /** Takes an arrow function that a class's text gives to a field; while stamping it is kept for the object. */
  field(object: object, index: number, fn: unknown): unknown;
}

/** Sets one private field. */
export type Setter = (object: object, value: unknown) => void;

/** Makes a function, and says how to set its outside variables. */
export type Factory = (
  this: unknown,
  tools: Tools,
  home: unknown,
  parent: unknown,
  keys: readonly unknown[],
) => [fn: (...args: never[]) => unknown, set?: (values: readonly unknown[]) => void];

/** Loads the code file of a `functions/` folder. */
export function loadCode(folder: string, header: RecordsHeader): Factory[] {
  const file = join(folder, FUNCTION_FILES.code);
  const text = readText(file);
  if (Buffer.byteLength(text) !== header.codeBytes || !text.slice(0, 120).includes(header.id)) {
    throw new ReviveError(
      `${file} does not belong to the records beside it, or is damaged. Start the run anew, so that it is written again.`,
    );
  }
  const factories = compile(text, file, header);
  for (const importFolder of new Set(header.codes.flatMap((entry) => entry.importFolder ?? []))) {
    // `import()` resolves from the name of the file that it stands in.
    const others = compile(text, join(importFolder, "captured-functions.cjs"), header);
    header.codes.forEach((entry, index) => {
      if (entry.importFolder === importFolder) factories[index] = others[index]!;
    });
  }
  return factories;
}

function compile(text: string, filename: string, header: RecordsHeader): Factory[] {
  const load = compileFunction(text, ["$f"], {
    filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (factories: Factory[]) => void;
  const factories: Factory[] = [];
  load(factories);
  registerCode(filename, header.codes, text);
  return factories;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReviveError(`The captured functions cannot be read from ${file}: ${reason}.`, { cause });
  }
}
