import { createRequire } from "node:module";
import type * as AcornModule from "acorn";
import type { Expression, ObjectPattern, Pattern } from "acorn";

/** What can be read in the source of a function of its second parameter, the record of named parameters. */
export interface ReadParameters {
  /** Named parameters whose default is written as a number, a text, a boolean, null or an array of such. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** All names that it takes; null when the source does not say, or it takes any. */
  readonly names: ReadonlySet<string> | null;
}

const NOTHING: ReadParameters = { defaults: {}, names: null };

/**
 * Reads the second parameter of a function that takes a point and a record: `(x, { a = 1, b = 2 } = {})`. JavaScript
 * does not tell defaults by itself, so they are taken from the source; one that is computed is left out.
 */
export function readParameters(fn: object): ReadParameters {
  if (typeof fn !== "function") return NOTHING;
  const second = parameterNodes(Function.prototype.toString.call(fn))?.[1];
  if (second === undefined) return NOTHING;
  const [pattern, whole] = second.type === "AssignmentPattern" ? [second.left, second.right] : [second, null];
  if (pattern.type !== "ObjectPattern") return NOTHING;
  const defaults: Record<string, unknown> = {};
  const given: unknown = whole === null ? undefined : literalOf(whole);
  if (given !== undefined && given !== null) Object.assign(defaults, given);
  return { defaults, names: namesOf(pattern, defaults) };
}

/** Collects the names of a record's pattern, and their defaults; null when it takes a rest or computed names. */
function namesOf(pattern: ObjectPattern, defaults: Record<string, unknown>): Set<string> | null {
  const names = new Set<string>();
  let isOpen = false;
  for (const property of pattern.properties) {
    if (property.type === "RestElement" || property.computed) {
      isOpen = true;
      continue;
    }
    const name = keyOf(property.key);
    names.add(name);
    if (property.value.type !== "AssignmentPattern") continue;
    const value = literalOf(property.value.right);
    if (value !== undefined) defaults[name] = value;
  }
  return isOpen ? null : names;
}

function keyOf(key: Expression | { readonly type: "PrivateIdentifier" }): string {
  return key.type === "Identifier" ? key.name : String((key as { readonly value?: unknown }).value);
}

/** Returns the value of an expression that is written out; undefined for any other. */
function literalOf(node: Expression): unknown {
  switch (node.type) {
    case "Literal":
      return node.regex === undefined ? node.value : undefined;
    case "UnaryExpression": {
      const value = literalOf(node.argument);
      return typeof value === "number" && node.operator === "-" ? -value : undefined;
    }
    case "ArrayExpression": {
      const items = node.elements.map((item) =>
        item === null || item.type === "SpreadElement" ? undefined : literalOf(item),
      );
      return items.includes(undefined) ? undefined : items;
    }
    case "ObjectExpression": {
      const record: Record<string, unknown> = {};
      for (const property of node.properties) {
        if (property.type === "SpreadElement" || property.computed) continue;
        const value = literalOf(property.value);
        if (value !== undefined) record[keyOf(property.key)] = value;
      }
      return record;
    }
    default:
      return undefined;
  }
}

/** The parameters of a function by its source; undefined when it cannot be read: a native one, a method. */
function parameterNodes(source: string): Pattern[] | undefined {
  try {
    // Only tables need it: it is not loaded with the rest.
    const acorn = createRequire(import.meta.url)("acorn") as typeof AcornModule;
    const node = acorn.parseExpressionAt(source, 0, { ecmaVersion: "latest" });
    return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression"
      ? node.params
      : undefined;
  } catch {
    return undefined;
  }
}
