/* eslint-disable @typescript-eslint/unbound-method -- accessors are values here, never called */
import type { MethodDefinition, PropertyDefinition } from "acorn";
import { wellKnownSymbol } from "./identities.js";
import { computedMembers } from "./source/emit.js";
import type { Analysis, ClassMember } from "./source/analyze.js";
import { describeFunction, isNative, sourceOf, type AnyFunction, type LiveValue, type Walk } from "./walk.js";

/** Where a class's text makes a function again. */
export interface Claim {
  readonly owner: AnyFunction;
  readonly isStatic: boolean;
  readonly key: string | symbol;
  readonly accessor: "value" | "get" | "set";
}

interface ClassClaims {
  readonly functions: ReadonlyMap<object, Claim>;
  /** Key of each computed member; undefined when the live class has it no more. */
  readonly computed: ReadonlyMap<MethodDefinition | PropertyDefinition, string | symbol | undefined>;
}

const claimsOf = new WeakMap<object, ClassClaims>();
const ownerOf = new WeakMap<object, Claim>();

/** Finds which live methods of a class are those of its text: they come with the class. */
export function claimMembers(walk: Walk, owner: AnyFunction, analysis: Analysis, id: number): ClassClaims {
  let claims = claimsOf.get(owner);
  if (claims !== undefined) return claims;
  const functions = new Map<object, Claim>();
  const computed = new Map<MethodDefinition | PropertyDefinition, string | symbol | undefined>();
  const methods = liveMethods(owner);
  for (const member of analysis.members) {
    const { definition } = member;
    if (definition.key.type === "PrivateIdentifier") continue;
    if (definition.type === "PropertyDefinition") {
      if (definition.computed && !definition.static)
        computed.set(definition, fieldKey(walk, owner, analysis, definition, id));
      continue;
    }
    if (definition.kind === "constructor") continue;
    const found = methods.find((method) => !functions.has(method.fn) && matches(method, member));
    if (found !== undefined) {
      functions.set(found.fn, found.claim);
      ownerOf.set(found.fn, found.claim);
    }
    if (definition.computed) computed.set(definition, found?.claim.key);
  }
  claims = { functions, computed };
  claimsOf.set(owner, claims);
  return claims;
}

/** Says which class makes a function again, if one that was captured does. */
export function claimFor(fn: object): Claim | undefined {
  return ownerOf.get(fn);
}

/** Lists the keys of a class's prototype that come with the class. */
export function claimedKeys(
  walk: Walk,
  owner: AnyFunction,
  analysis: Analysis,
  id: number,
  isStatic = false,
): Set<string | symbol> {
  const target = (isStatic ? owner : owner.prototype) as object;
  const { functions } = claimMembers(walk, owner, analysis, id);
  const keys = new Set<string | symbol>();
  for (const key of Reflect.ownKeys(target)) {
    const property = Object.getOwnPropertyDescriptor(target, key)!;
    const parts = [property.value, property.get, property.set].filter(
      (part) => part !== undefined,
    ) as unknown[];
    if (parts.length > 0 && parts.every((part) => functions.get(part as object)?.key === key)) keys.add(key);
  }
  return keys;
}

/** Captures the computed keys of a class in the order in which its text has them. */
export function captureKeys(walk: Walk, owner: AnyFunction, analysis: Analysis, id: number): LiveValue[] {
  const { computed } = claimMembers(walk, owner, analysis, id);
  return computedMembers(analysis).map((definition) => {
    const key = computed.get(definition);
    // A method that was replaced or removed needs some name; the live properties decide in the end.
    return walk.refer(key ?? Symbol("removed"), id, "computed key");
  });
}

interface LiveMethod {
  readonly fn: object;
  readonly text: string;
  readonly claim: Claim;
}

function liveMethods(owner: AnyFunction): LiveMethod[] {
  const methods: LiveMethod[] = [];
  for (const isStatic of [false, true]) {
    const target = (isStatic ? owner : owner.prototype) as object;
    for (const key of Reflect.ownKeys(target)) {
      const property = Object.getOwnPropertyDescriptor(target, key)!;
      for (const accessor of ["value", "get", "set"] as const) {
        const fn: unknown = property[accessor];
        if (typeof fn !== "function" || isNative(fn)) continue;
        methods.push({ fn, text: sourceOf(fn), claim: { owner, isStatic, key, accessor } });
      }
    }
  }
  return methods;
}

function matches({ text, claim }: LiveMethod, member: ClassMember): boolean {
  const { definition } = member;
  if (claim.isStatic !== definition.static || text !== member.text) return false;
  if (definition.computed) return true;
  const name =
    definition.key.type === "Literal"
      ? String(definition.key.value)
      : (definition.key as { name?: string }).name;
  return claim.key === name;
}

/** V8 keeps the key of a computed field nowhere: only a literal or a well-known symbol can be told from the text. */
function fieldKey(
  walk: Walk,
  owner: AnyFunction,
  analysis: Analysis,
  definition: PropertyDefinition,
  id: number,
): string | symbol {
  const { key } = definition;
  if (key.type === "Literal") return String(key.value);
  const text = analysis.source.slice(key.start - analysis.parsed.offset, key.end - analysis.parsed.offset);
  const name = /^Symbol\.(\w+)$/.exec(text)?.[1];
  const symbol = name === undefined ? undefined : (Symbol as unknown as Record<string, unknown>)[name];
  if (typeof symbol === "symbol" && wellKnownSymbol(symbol) !== undefined) return symbol;
  return walk.fail(
    `${describeFunction(owner)} has a field with a computed key, [${text}], which cannot be read back; set it in the constructor (this[${text}] = ...)`,
    id,
  );
}
