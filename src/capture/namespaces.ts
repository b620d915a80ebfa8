import { isModuleNamespaceObject } from "node:util/types";
import { notebookExports } from "./notebook.js";
import {
  isPrimitive,
  type LiveNode,
  type LiveValue,
  type Namespace,
  type Reference,
  type Walk,
} from "./walk.js";

/** Tells whether an object only holds the exports of a module, or the variables of a notebook. */
export function isNamespace(walk: Walk, value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  if (value === notebookExports() || isModuleNamespaceObject(value)) return true;
  const mark = value as { __esModule?: unknown; [Symbol.toStringTag]?: unknown };
  if (mark.__esModule === true || mark[Symbol.toStringTag] === "Module") return true;
  return wrappedModule(walk, value) !== undefined;
}

/** Compilers copy a CommonJS module into `{ default: module, ...module }`; gives that module. */
export function wrappedModule(walk: Walk, object: object): object | undefined {
  if (!Object.hasOwn(object, "default")) return undefined;
  const inner = (object as { default: unknown }).default;
  if ((typeof inner !== "object" && typeof inner !== "function") || inner === null) return undefined;
  const place = walk.placeOf(inner);
  if (place?.[0] !== "module" || place[2].length > 0) return undefined;
  const keys = Object.keys(object);
  return keys.length > 1 && keys.every((key) => key === "default" || key === "__esModule" || key in inner)
    ? inner
    : undefined;
}

/** Captures some members of a namespace for a function; returns the namespace's node and the members found. */
export function captureMembers(
  walk: Walk,
  namespace: Record<string, unknown>,
  members: Iterable<string>,
  id: number,
  name: string,
): { reference: Reference; missing: string[] } {
  const captured = namespaceOf(walk, namespace, id, name);
  walk.links.add(id, captured.reference.id);
  const missing: string[] = [];
  const label = namespace === notebookExports() ? "captured variable " : `captured variable ${name}.`;
  for (const member of members) {
    if (member in namespace) captured.members[member] = walk.refer(namespace[member], id, label + member);
    else missing.push(member);
  }
  return { reference: captured.reference, missing };
}

/** Captures a namespace that is used as a value: with all that it has. */
export function captureNamespace(walk: Walk, namespace: Record<string, unknown>, id: number): LiveNode {
  if (namespace === notebookExports()) {
    walk.fail(
      "all variables of the notebook (`exports`) would be captured; refer to the variables by name",
      id,
    );
  }
  const { reference } = captureMembers(walk, namespace, Object.keys(namespace), id, "module");
  return ["all", reference];
}

/** Nodes that are shared whoever reaches them, because each function adds its own members. */
export function namespaceReferences(walk: Walk): Reference[] {
  return [...walk.namespaces.values()].flatMap(({ reference, members }) => [
    reference,
    ...Object.values(members).flatMap((value) => (isPrimitive(value) ? [] : [value])),
  ]);
}

function namespaceOf(walk: Walk, namespace: object, id: number, name: string): Namespace {
  let captured = walk.namespaces.get(namespace);
  if (captured === undefined) {
    const members = Object.create(null) as Record<string, LiveValue>;
    captured = { members, reference: walk.addNode(["namespace", members], id, `captured variable ${name}`) };
    walk.namespaces.set(namespace, captured);
  }
  return captured;
}
