import type { AnyNode, ClassExpression, MethodDefinition, PropertyDefinition } from "acorn";
import { parseFunction, type ParsedFunction } from "./parse.js";
import { ReferenceFinder, type Reference, type Traits } from "./references.js";

/** How a function uses one name from outside itself. */
export interface FreeName {
  /** Assigns to it. */
  isWritten: boolean;
  /** Uses the value itself, not only members of it (`name.m`). */
  isBare: boolean;
  /** Only ever asks `typeof name`. */
  isOnlyTypeof: boolean;
  /** Only ever stands as `{name}`: tslab forgets to rewrite those. */
  isOnlyShorthand: boolean;
  readonly members: Set<string>;
}

/** One member of a class's text, with what `toString` of its function gives. */
export interface ClassMember {
  readonly definition: MethodDefinition | PropertyDefinition;
  readonly text: string;
}

/** Everything that the text of a function says; one per distinct text. */
export interface Analysis {
  readonly source: string;
  readonly parsed: ParsedFunction;
  readonly references: readonly Reference[];
  readonly free: ReadonlyMap<string, FreeName>;
  readonly traits: Readonly<Traits>;
  /** Begins with "use strict", or is a class. */
  readonly isStrict: boolean;
  /** For classes only. */
  readonly members: readonly ClassMember[];
}

const known = new Map<string, Analysis>();

/**
 * Tells which outside names a function's text uses, and how. Remembers each distinct text.
 *
 * @throws SyntaxError when the text cannot be parsed.
 */
export function analyze(source: string): Analysis {
  let analysis = known.get(source);
  if (analysis === undefined) known.set(source, (analysis = analyzeAnew(source)));
  return analysis;
}

function analyzeAnew(source: string): Analysis {
  const parsed = parseFunction(source);
  const finder = new ReferenceFinder({
    isMethod: parsed.kind === "method",
    skipped: parsed.kind === "class" ? definitionParts(parsed.node) : new Set(),
  });
  if (parsed.kind === "class") finder.visit(parsed.node, null);
  else finder.visitFunction(parsed.node, null);
  return {
    source,
    parsed,
    references: finder.references,
    free: collectNames(finder.references),
    traits: finder.traits,
    isStrict: parsed.kind === "class" || hasStrictDirective(parsed.node.body),
    members: parsed.kind === "class" ? classMembers(parsed.node, source, parsed.offset) : [],
  };
}

/** What runs once when a class is defined: not needed again, because the result is read from the class itself. */
function definitionParts(node: ClassExpression): Set<AnyNode> {
  const parts = new Set<AnyNode>(node.superClass ? [node.superClass] : []);
  for (const member of node.body.body) {
    if (member.type === "StaticBlock") parts.add(member);
    else if (member.computed) parts.add(member.key);
    if (member.type === "PropertyDefinition" && member.static && member.value) parts.add(member.value);
  }
  return parts;
}

function collectNames(references: readonly Reference[]): Map<string, FreeName> {
  const free = new Map<string, FreeName>();
  for (const reference of references) {
    let use = free.get(reference.name);
    if (use === undefined) {
      use = {
        isWritten: false,
        isBare: false,
        isOnlyTypeof: true,
        isOnlyShorthand: true,
        members: new Set(),
      };
      free.set(reference.name, use);
    }
    use.isWritten ||= reference.isWrite === true;
    use.isOnlyTypeof &&= reference.isTypeof === true;
    use.isOnlyShorthand &&= reference.isShorthand === true;
    if (reference.member === undefined) use.isBare = true;
    else use.members.add(reference.member);
  }
  return free;
}

function hasStrictDirective(body: AnyNode): boolean {
  const first = body.type === "BlockStatement" ? body.body[0] : undefined;
  return first?.type === "ExpressionStatement" && first.directive === "use strict";
}

function classMembers(node: ClassExpression, source: string, offset: number): ClassMember[] {
  return node.body.body.flatMap((definition) => {
    if (definition.type === "StaticBlock") return [];
    const text = source.slice(definition.start - offset, definition.end - offset);
    return [{ definition, text: definition.static ? text.replace(/^static\s*/, "") : text }];
  });
}
