import { explicitCaptures } from "./explicit.js";
import { globalNames } from "./global-names.js";
import type { ScopeCopy } from "./inspector.js";
import { captureMembers, isNamespace } from "./namespaces.js";
import { notebookExports } from "./notebook.js";
import type { FreeName } from "./source/analyze.js";
import { describeFunction, type AnyFunction, type LiveValue, type Walk } from "./walk.js";

/** An outside variable of a function. */
export interface Bound {
  readonly name: string;
  readonly value: LiveValue;
  /** In which of the function's scopes it lives; undefined when it can only be read (globals, explicit captures). */
  readonly scope?: number;
  /** Set when only these members of a namespace are wanted. */
  readonly members?: readonly string[];
}

/** One outside name of a function. */
export interface Variable {
  readonly id: number;
  readonly fn: AnyFunction;
  readonly name: string;
  readonly use: FreeName;
  readonly scopes: readonly ScopeCopy[];
}

/** Captures the value that an outside name of a function has; undefined for a global or none. */
export function captureVariable(walk: Walk, variable: Variable): Bound | undefined {
  const explicit = explicitCaptures(variable.fn);
  if (explicit !== undefined) return captureExplicit(walk, variable, explicit);
  const { id, name, use } = variable;
  const scope = variable.scopes.findIndex(({ variables }) => Object.hasOwn(variables, name));
  if (scope < 0) return captureGlobal(walk, variable);
  const value = variable.scopes[scope]!.variables[name];
  if (!use.isBare && isNamespace(walk, value) && walk.placeOf(value) === undefined) {
    const { reference, missing } = captureMembers(walk, value, use.members, id, name);
    for (const member of missing) {
      if (value === notebookExports()) warnUndefined(walk, variable, member);
    }
    return { name, value: reference, members: [...use.members] };
  }
  return { name, value: walk.refer(value, id, `captured variable ${name}`), scope };
}

function captureExplicit(
  walk: Walk,
  variable: Variable,
  captures: Readonly<Record<string, unknown>>,
): Bound | undefined {
  const { id, fn, name, use } = variable;
  if (Object.hasOwn(captures, name))
    return { name, value: walk.refer(captures[name], id, `captured variable ${name}`) };
  if (globalNames().has(name) || use.isOnlyTypeof) return undefined;
  // In a notebook `h(x)` is compiled to `exports.h(x)`: the captures name `h`.
  const members = name === "exports" && !use.isBare ? [...use.members] : [];
  const missing = members.length > 0 ? members.filter((member) => !Object.hasOwn(captures, member)) : [name];
  if (missing.length > 0) {
    walk.fail(
      `${describeFunction(fn)} uses ${missing.join(", ")}, which task() was not given; add it: task(fn, { captures: { ${missing.join(", ")} } })`,
      id,
    );
  }
  const values = Object.fromEntries(members.map((member) => [member, captures[member]]));
  return { name, value: walk.refer(values, id, `captured variable ${name}`) };
}

function captureGlobal(walk: Walk, variable: Variable): Bound | undefined {
  const { id, name, use } = variable;
  if (globalNames().has(name)) return undefined;
  if (name in globalThis) {
    walk.warn(`the global '${name}' is not one of Node's; its present value travels`, id, `global ${name}`);
    return { name, value: walk.refer((globalThis as Record<string, unknown>)[name], id, `global ${name}`) };
  }
  if (use.isOnlyTypeof) return undefined;
  if (use.isOnlyShorthand) return captureForgotten(walk, variable);
  warnUndefined(walk, variable, name);
  return undefined;
}

/** tslab leaves the shorthand `{ a }` of an earlier cell's variable as it is, so that no scope has the name. */
function captureForgotten(walk: Walk, variable: Variable): Bound | undefined {
  const { id, fn, name } = variable;
  const notebook = notebookExports();
  if (notebook === undefined || !(name in notebook)) {
    warnUndefined(walk, variable, name);
    return undefined;
  }
  walk.warn(
    `${describeFunction(fn)} uses the shorthand { ${name} } of another cell's variable, which tslab does not compile: here it throws, on the worker it takes the variable's present value; write { ${name}: ${name} }`,
    id,
    `shorthand ${name}`,
  );
  const value = (notebook as Record<string, unknown>)[name];
  return { name, value: walk.refer(value, id, `captured variable ${name}`) };
}

function warnUndefined(walk: Walk, { id, fn }: Variable, name: string): void {
  walk.warn(`${describeFunction(fn)} uses '${name}', which is not defined anywhere`, id, `undefined ${name}`);
}
