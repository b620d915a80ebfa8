import type { Literal, PropertyDefinition } from "acorn";
import { claimFor } from "./classes.js";
import type { FunctionRecord } from "./functions.js";
import type { FunctionExtras } from "./revive/format.js";
import type { Analysis } from "./source/analyze.js";
import { arrowFields } from "./source/emit.js";
import { privateClasses } from "./stamps.js";
import {
  describeFunction,
  isNative,
  isPrimitive,
  sourceOf,
  type AnyFunction,
  type LiveNode,
  type Reference,
  type Walk,
} from "./walk.js";

/** What can be told of a function only when everything around it has been met. */
export interface Resolved {
  /** Set for a method that comes with its class, or a field's arrow function that comes with its instance. */
  readonly member?: LiveNode;
  readonly extras: FunctionExtras<Reference>;
}

/** Finds a function's class, or its `this` and `super`. May meet new values. */
export function resolveFunction(walk: Walk, record: FunctionRecord): Resolved {
  const member = claimedNode(walk, record) ?? fieldNode(walk, record);
  return member === undefined ? { extras: findThis(walk, record) } : { member, extras: {} };
}

/** A method of a class that travels comes with the class. */
function claimedNode(walk: Walk, { id, fn }: FunctionRecord): LiveNode | undefined {
  const claim = claimFor(fn);
  const owner = claim === undefined ? undefined : walk.find(claim.owner);
  if (claim === undefined || owner === undefined || owner.id === id) return undefined;
  walk.links.add(id, owner.id);
  return ["member", owner, claim.isStatic, walk.refer(claim.key, id, "key"), claim.accessor];
}

/** Where a class has private members, an arrow function of its text is made with the instance: it may use them. */
function fieldNode(walk: Walk, { id, fn, analysis }: FunctionRecord): LiveNode | undefined {
  const { usesOuterThis, foreignPrivates } = analysis.traits;
  const holder = walk.holders.get(fn);
  if (analysis.parsed.kind !== "arrow" || holder === undefined) return undefined;
  if (!usesOuterThis && foreignPrivates.size === 0) return undefined;
  const self = walk.find(holder);
  if (self === undefined) return undefined;
  for (const { owner, analysis: ofClass } of privateClasses(walk, holder, id)) {
    const index = arrowFields(ofClass).findIndex(
      ({ definition, text }) => text === analysis.source && mayHold(holder, definition, fn),
    );
    if (index < 0) continue;
    walk.links.add(id, self.id);
    return ["field", self, walk.referObject(owner, id, `class ${owner.name}`), index, fn.name];
  }
  return undefined;
}

/** Whether a field holds a function; of a private or computed one the text has to be enough. */
function mayHold(holder: object, { key, computed }: PropertyDefinition, fn: AnyFunction): boolean {
  if (computed || key.type === "PrivateIdentifier") return true;
  const name = key.type === "Identifier" ? key.name : String((key as Literal).value);
  return Object.getOwnPropertyDescriptor(holder, name)?.value === fn;
}

/** Finds what `this` or `super` means in a function that has none of its own. */
function findThis(walk: Walk, record: FunctionRecord): FunctionExtras<Reference> {
  const { analysis, fn, id } = record;
  const { kind } = analysis.parsed;
  const { usesOuterThis, usesSuper, foreignPrivates } = analysis.traits;
  if (foreignPrivates.size > 0) {
    walk.fail(
      `${describeFunction(fn)} uses #${[...foreignPrivates].join(", #")} of its class and was taken out of it; ${insteadOf(fn)}`,
      id,
    );
  }
  if (kind === "arrow" && usesOuterThis) return { self: findSelf(walk, record, usesSuper) };
  if (kind === "method" && usesSuper) return { home: findHome(walk, record) };
  return {};
}

/** The `this` of an arrow function is not shown; but one made by a class's field or constructor hangs on its instance. */
function findSelf(walk: Walk, { fn, analysis, id }: FunctionRecord, usesSuper: boolean): Reference {
  const holder = walk.holders.get(fn);
  const self = holder === undefined ? undefined : walk.find(holder);
  if (holder !== undefined && self !== undefined && !usesSuper && comesFromClass(holder, analysis)) {
    walk.links.add(id, self.id);
    return self;
  }
  return walk.fail(
    `the arrow ${describeFunction(fn)} uses 'this' of the function around it, which V8 does not show; write \`const self = this\` outside and use \`self\`${fn.name === "" ? "" : `; of a class's field, ${insteadOf(fn)}`}`,
    id,
  );
}

function insteadOf(fn: AnyFunction): string {
  return `pass (...args) => object.${fn.name}(...args), which takes the object along`;
}

function comesFromClass(holder: object, analysis: Analysis): boolean {
  for (
    let at = Object.getPrototypeOf(holder) as object | null;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const owner: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
    if (typeof owner === "function" && !isNative(owner) && sourceOf(owner).includes(analysis.source))
      return true;
  }
  return false;
}

function findHome(walk: Walk, { fn, id }: FunctionRecord): Reference | null {
  const holder = walk.holders.get(fn);
  if (holder === undefined) {
    walk.fail(
      `${describeFunction(fn)} uses super, and the object that it belongs to is not known; capture that object instead`,
      id,
    );
  }
  const above = Object.getPrototypeOf(holder) as object | null;
  const home = above === null ? null : walk.referObject(above, id, "prototype of the object around");
  return isPrimitive(home) ? null : home;
}
