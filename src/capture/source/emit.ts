import type { MethodDefinition, PropertyDefinition } from "acorn";
import type { Analysis } from "./analyze.js";

/** What a factory has to provide. */
export interface EmitOptions {
  /** Outside names in the order in which revival gives their values. */
  readonly names: readonly string[];
  /** Those that live in a cell, because a travelling function assigns to them. */
  readonly cells: ReadonlySet<string>;
  readonly isStrict: boolean;
}

/** A factory's text, and where in it the function's own text begins. */
export interface Emitted {
  readonly text: string;
  readonly lead: number;
}

type Edit = readonly [start: number, end: number, text: string];

/**
 * Writes the factory of a function: `function(tools, home, parent, keys) { let a, b; return [f, (values) => ...]; }`.
 * The function's text stays as it was written, line for line, apart from what has no meaning elsewhere.
 */
export function emitFactory(analysis: Analysis, options: EmitOptions): Emitted {
  const names = new FactoryNames(analysis.source);
  const edits = [...cellEdits(analysis, options, names), ...argumentsEdits(analysis, names)];
  if (analysis.parsed.kind === "class") edits.push(...classEdits(analysis, names));
  if (analysis.parsed.kind === "method") edits.push(methodKeyEdit(analysis.parsed.member, names));
  const body = applyEdits(analysis, edits);
  const variables = options.names.map((name) =>
    options.cells.has(name) ? names.cell(name) : name === "arguments" ? names.of("arguments") : name,
  );
  const [values, set] = [names.of("values"), names.of("set")];
  const assignments = variables.map((name, index) => `${name}=${values}[${String(index)}]`).join(";");
  const isMethod = analysis.parsed.kind === "method";
  const before =
    `function(${names.of("tools")},${names.of("home")},${names.of("parent")},${names.of("keys")}){` +
    (options.isStrict ? '"use strict";' : "") +
    // Before the function: V8 would name a nameless one after a variable that is assigned later on.
    (variables.length > 0 ? `let ${variables.join()};const ${set}=${values}=>{${assignments}};` : "") +
    (isMethod ? `return [Object.getOwnPropertyDescriptor({__proto__:${names.of("home")},` : "return [(");
  const after =
    (isMethod ? `\n},${JSON.stringify(names.of("method"))})${methodAccessor(analysis)}` : "\n)") +
    (variables.length > 0 ? `,${set}]}` : "]}");
  return { text: before + body + after, lead: before.length };
}

/** Names that the function's own text does not use. */
class FactoryNames {
  readonly #prefix: string;

  constructor(source: string) {
    let prefix = "$";
    while (source.includes(prefix)) prefix += "$";
    this.#prefix = prefix;
  }

  of(name: string): string {
    return this.#prefix + name;
  }

  cell(name: string): string {
    return `${this.#prefix}cell_${name}`;
  }
}

function applyEdits(analysis: Analysis, edits: Edit[]): string {
  const { offset } = analysis.parsed;
  edits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let text = "";
  let at = 0;
  for (const [start, end, replacement] of edits) {
    if (start - offset < at) continue; // inside a part that is gone
    text += analysis.source.slice(at, start - offset) + replacement;
    at = end - offset;
  }
  return text + analysis.source.slice(at);
}

function cellEdits(analysis: Analysis, options: EmitOptions, names: FactoryNames): Edit[] {
  return analysis.references
    .filter((reference) => options.cells.has(reference.name))
    .map(({ name, start, end, isShorthand, isCall }) => {
      const cell = `${names.cell(name)}.value`;
      return [start, end, isShorthand ? `${name}:${cell}` : isCall ? `(0,${cell})` : cell];
    });
}

/** `arguments` of an enclosing function is an ordinary variable here; strict code may not name one so. */
function argumentsEdits(analysis: Analysis, names: FactoryNames): Edit[] {
  return analysis.references
    .filter((reference) => reference.name === "arguments")
    .map(({ start, end, isShorthand }) => [
      start,
      end,
      (isShorthand ? "arguments:" : "") + names.of("arguments"),
    ]);
}

function methodKeyEdit(
  member: { key: { start: number; end: number }; computed: boolean },
  names: FactoryNames,
): Edit {
  const name = names.of("method");
  return [member.key.start, member.key.end, member.computed ? JSON.stringify(name) : name];
}

function methodAccessor(analysis: Analysis): string {
  const kind = analysis.parsed.kind === "method" ? analysis.parsed.member.kind : "init";
  return kind === "get" || kind === "set" ? `.${kind}` : ".value";
}

function classEdits(analysis: Analysis, names: FactoryNames): Edit[] {
  if (analysis.parsed.kind !== "class") return [];
  const { node } = analysis.parsed;
  const edits: Edit[] = [];
  if (node.superClass) edits.push([node.superClass.start, node.superClass.end, names.of("parent")]);
  let computed = 0;
  for (const member of node.body.body) {
    if (member.type === "StaticBlock") edits.push([member.start, member.end, blank(analysis, member)]);
    else if (member.type === "PropertyDefinition" && member.static)
      edits.push(staticFieldEdit(analysis, member));
    else if (member.computed) {
      edits.push([member.key.start, member.key.end, `${names.of("keys")}[${String(computed++)}]`]);
    }
  }
  return [...edits, ...stampEdits(analysis, names)];
}

/** A static field keeps only its declaration, and only if it is private: the present value is set later. */
function staticFieldEdit(analysis: Analysis, member: PropertyDefinition): Edit {
  const declaration = member.key.type === "PrivateIdentifier" ? `static #${member.key.name};` : "";
  return [member.start, member.end, declaration + blank(analysis, member)];
}

/** Keeps the line breaks of what is left out, so that lines further down keep their numbers. */
function blank(analysis: Analysis, node: { start: number; end: number }): string {
  const { offset } = analysis.parsed;
  return analysis.source.slice(node.start - offset, node.end - offset).replace(/[^\n]+/g, "");
}

/** A class with private members can put them on an object without running its constructor and its initializers. */
function stampEdits(analysis: Analysis, names: FactoryNames): Edit[] {
  if (analysis.parsed.kind !== "class") return [];
  const { node } = analysis.parsed;
  const fields = privateFields(analysis);
  const tools = names.of("tools");
  const edits: Edit[] = [];
  if (!hasPrivateMembers(analysis)) return edits;
  const arrows = arrowFields(analysis).map(({ definition }) => definition);
  for (const member of node.body.body) {
    const arrow = member.type === "PropertyDefinition" ? arrows.indexOf(member) : -1;
    if (member.type === "PropertyDefinition" && member.value && arrow >= 0) {
      edits.push([member.value.start, member.value.start, `${tools}.field(this,${String(arrow)},`]);
      edits.push([member.value.end, member.value.end, ")"]);
    } else if (member.type === "PropertyDefinition" && !member.static && member.value) {
      edits.push([member.value.start, member.value.start, `${tools}.stamping?undefined:(`]);
      edits.push([member.value.end, member.value.end, ")"]);
    }
    if (member.type === "MethodDefinition" && member.kind === "constructor") {
      const at = member.value.body.start + 1;
      edits.push([at, at, `if(${tools}.stamping){${node.superClass ? "super();" : ""}return}`]);
    }
  }
  const setters = fields.map((field) => `(o,v)=>{o.#${field.name}=v}`).join();
  const body = node.body.start + 1;
  edits.push([body, body, `static{${tools}.privates(this,[${setters}])}`]);
  return edits;
}

/** Lists the private fields that a class's text declares, in order; not methods. */
export function privateFields(analysis: Analysis): { name: string; isStatic: boolean }[] {
  return analysis.members.flatMap(({ definition }) =>
    definition.type === "PropertyDefinition" && definition.key.type === "PrivateIdentifier"
      ? [{ name: definition.key.name, isStatic: definition.static }]
      : [],
  );
}

/** An arrow function that a class's text gives to a field of each instance. */
export interface ArrowField {
  readonly definition: PropertyDefinition;
  readonly text: string;
}

/** Lists the fields that begin as arrow functions, in order. */
export function arrowFields({ members, source, parsed: { offset } }: Analysis): ArrowField[] {
  return members.flatMap(({ definition }) => {
    if (definition.type !== "PropertyDefinition" || definition.static) return [];
    if (definition.value?.type !== "ArrowFunctionExpression") return [];
    const { start, end } = definition.value;
    return [{ definition, text: source.slice(start - offset, end - offset) }];
  });
}

/** Tells whether a class's text declares private fields, methods or accessors. */
export function hasPrivateMembers(analysis: Analysis): boolean {
  return analysis.members.some(({ definition }) => definition.key.type === "PrivateIdentifier");
}

/** Lists the members whose computed key the factory takes from the live class, in order. */
export function computedMembers(analysis: Analysis): (MethodDefinition | PropertyDefinition)[] {
  return analysis.members
    .map(({ definition }) => definition)
    .filter(
      (definition) => definition.computed && !(definition.type === "PropertyDefinition" && definition.static),
    );
}
