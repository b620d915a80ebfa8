import type { AnyNode, Class, ClassBody, Function as FunctionNode, Pattern } from "acorn";
import { hoistedNames, isDeclared, lexicalNames, openScope, patternNames, type Scope } from "./scope.js";

/** One place at which a function names a variable from outside itself. Positions are those of the parsed text. */
export interface Reference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly isWrite?: boolean;
  /** `{name}`, which a replacement has to write as `{name: replacement}`. */
  readonly isShorthand?: boolean;
  /** `name()`, which gets no `this`. */
  readonly isCall?: boolean;
  /** `typeof name`, which needs no such variable. */
  readonly isTypeof?: boolean;
  /** The `m` of `name.m`. */
  readonly member?: string;
}

/** What a function's text tells besides its references. */
export interface Traits {
  /** Uses `this`, `super` or `new.target` of the function around it (arrow functions). */
  usesOuterThis: boolean;
  usesOuterNewTarget: boolean;
  /** Uses `super` of its own object (methods), or of the one around it (arrow functions). */
  usesSuper: boolean;
  usesEval: boolean;
  usesImport: boolean;
  usesImportMeta: boolean;
  /** Private names that no class inside the text declares. */
  readonly foreignPrivates: Set<string>;
}

/** Walks a parsed function and collects the names it takes from outside. */
export class ReferenceFinder {
  readonly references: Reference[] = [];
  readonly traits: Traits = {
    usesOuterThis: false,
    usesOuterNewTarget: false,
    usesSuper: false,
    usesEval: false,
    usesImport: false,
    usesImportMeta: false,
    foreignPrivates: new Set(),
  };
  /** How many functions with a `this` of their own are around the place. */
  #depth = 0;
  readonly #ownSuperDepth: number;
  readonly #privates: Set<string>[] = [];
  /** Parts that are not shipped: they ran when the class was defined, and their results are. */
  readonly #skipped: ReadonlySet<AnyNode>;

  constructor(options: { isMethod: boolean; skipped: ReadonlySet<AnyNode> }) {
    this.#ownSuperDepth = options.isMethod ? 1 : 0;
    this.#skipped = options.skipped;
  }

  visit(node: AnyNode | null | undefined, scope: Scope | null): void {
    if (node === null || node === undefined || this.#skipped.has(node)) return;
    switch (node.type) {
      case "Identifier":
        return this.#refer(node, scope);
      case "ThisExpression":
        if (this.#depth === 0) this.traits.usesOuterThis = true;
        return;
      case "Super":
        return this.#visitSuper();
      case "PrivateIdentifier":
        if (!this.#privates.some((names) => names.has(node.name))) this.traits.foreignPrivates.add(node.name);
        return;
      case "MetaProperty":
        if (node.meta.name === "import") this.traits.usesImportMeta = true;
        else if (this.#depth === 0) this.traits.usesOuterNewTarget = true;
        return;
      case "ImportExpression":
        this.traits.usesImport = true;
        return this.#visitChildren(node, scope);
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.visitFunction(node, scope);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#visitClass(node, scope);
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "LabeledStatement":
        return this.visit(node.body, scope);
      default:
        return this.#visitScoped(node, scope) ? undefined : this.#visitExpression(node, scope);
    }
  }

  visitFunction(node: FunctionNode & { type: string }, outer: Scope | null): void {
    const isArrow = node.type === "ArrowFunctionExpression";
    let scope = outer;
    if (node.type === "FunctionExpression" && node.id) scope = openScope(scope, [node.id.name]);
    scope = openScope(scope, node.params.flatMap(patternNames));
    if (!isArrow) {
      scope.names.add("arguments");
      this.#depth++;
    }
    for (const parameter of node.params) this.#visitDefaults(parameter, scope);
    if (node.body.type === "BlockStatement") {
      const { body } = node.body;
      const inner = openScope(scope, [...hoistedNames(body), ...lexicalNames(body)]);
      for (const statement of body) this.visit(statement, inner);
    } else this.visit(node.body, scope);
    if (!isArrow) this.#depth--;
  }

  #refer(
    node: { name: string; start: number; end: number },
    scope: Scope | null,
    how: Partial<Reference> = {},
  ): void {
    if (!isDeclared(node.name, scope)) {
      this.references.push({ name: node.name, start: node.start, end: node.end, ...how });
    }
  }

  #visitSuper(): void {
    if (this.#depth === this.#ownSuperDepth) this.traits.usesSuper = true;
    if (this.#depth === 0) this.traits.usesOuterThis = true;
  }

  #visitClass(node: Class, outer: Scope | null): void {
    const scope = openScope(outer, node.id ? [node.id.name] : []);
    this.#privates.push(privateNames(node.body));
    this.visit(node.superClass, scope);
    for (const member of node.body.body) {
      if (this.#skipped.has(member)) continue;
      if (member.type === "StaticBlock") {
        const block = openScope(scope, [...hoistedNames(member.body), ...lexicalNames(member.body)]);
        this.#inOwnThis(() => member.body.forEach((statement) => this.visit(statement, block)));
        continue;
      }
      if (member.computed) this.visit(member.key, scope);
      if (member.type === "PropertyDefinition") this.#inOwnThis(() => this.visit(member.value, scope));
      else this.visitFunction(member.value, scope);
    }
    this.#privates.pop();
  }

  #inOwnThis(walk: () => void): void {
    this.#depth++;
    walk();
    this.#depth--;
  }

  /** Nodes that open a scope of their own. */
  #visitScoped(node: AnyNode, scope: Scope | null): boolean {
    switch (node.type) {
      case "BlockStatement": {
        const block = openScope(scope, lexicalNames(node.body));
        for (const statement of node.body) this.visit(statement, block);
        return true;
      }
      case "SwitchStatement": {
        this.visit(node.discriminant, scope);
        const block = openScope(scope, lexicalNames(node.cases.flatMap((branch) => branch.consequent)));
        for (const branch of node.cases) this.#visitChildren(branch, block);
        return true;
      }
      case "CatchClause": {
        const block = openScope(scope, patternNames(node.param));
        if (node.param) this.#visitDefaults(node.param, block);
        this.visit(node.body, block);
        return true;
      }
      case "ForStatement": {
        const block = openScope(
          scope,
          node.init?.type === "VariableDeclaration" ? lexicalNames([node.init]) : [],
        );
        this.#visitChildren(node, block);
        return true;
      }
      case "ForInStatement":
      case "ForOfStatement": {
        const block = openScope(
          scope,
          node.left.type === "VariableDeclaration" ? lexicalNames([node.left]) : [],
        );
        if (node.left.type === "VariableDeclaration") this.visit(node.left, block);
        else this.#visitTarget(node.left, block);
        this.visit(node.right, block);
        this.visit(node.body, block);
        return true;
      }
      default:
        return false;
    }
  }

  #visitExpression(node: AnyNode, scope: Scope | null): void {
    switch (node.type) {
      case "MemberExpression":
        if (node.object.type === "Identifier" && !node.computed && node.property.type === "Identifier") {
          return this.#refer(node.object, scope, { member: node.property.name });
        }
        this.visit(node.object, scope);
        if (node.computed || node.property.type === "PrivateIdentifier") this.visit(node.property, scope);
        return;
      case "CallExpression":
        if (node.callee.type === "Identifier" && node.callee.name === "eval" && !isDeclared("eval", scope)) {
          this.traits.usesEval = true;
        }
        if (node.callee.type === "Identifier") this.#refer(node.callee, scope, { isCall: true });
        else this.visit(node.callee, scope);
        return node.arguments.forEach((argument) => this.visit(argument, scope));
      case "TaggedTemplateExpression":
        if (node.tag.type === "Identifier") this.#refer(node.tag, scope, { isCall: true });
        else this.visit(node.tag, scope);
        return this.visit(node.quasi, scope);
      case "UnaryExpression":
        if (node.operator === "typeof" && node.argument.type === "Identifier") {
          return this.#refer(node.argument, scope, { isTypeof: true });
        }
        return this.visit(node.argument, scope);
      case "AssignmentExpression":
        this.#visitTarget(node.left, scope);
        return this.visit(node.right, scope);
      case "UpdateExpression":
        return this.#visitTarget(node.argument as Pattern, scope);
      case "Property":
        if (node.computed) this.visit(node.key, scope);
        if (node.shorthand && node.value.type === "Identifier") {
          return this.#refer(node.value, scope, { isShorthand: true });
        }
        return this.visit(node.value, scope);
      case "VariableDeclarator":
        this.#visitDefaults(node.id, scope);
        return this.visit(node.init, scope);
      default:
        return this.#visitChildren(node, scope);
    }
  }

  /** The left side of an assignment. */
  #visitTarget(pattern: Pattern | null, scope: Scope | null, isShorthand = false): void {
    switch (pattern?.type) {
      case "Identifier":
        return this.#refer(pattern, scope, { isWrite: true, isShorthand });
      case "ObjectPattern":
        for (const property of pattern.properties) {
          if (property.type === "Property" && property.computed) this.visit(property.key, scope);
          if (property.type === "Property") this.#visitTarget(property.value, scope, property.shorthand);
          else this.#visitTarget(property.argument, scope);
        }
        return;
      case "ArrayPattern":
        return pattern.elements.forEach((element) => this.#visitTarget(element, scope));
      case "AssignmentPattern":
        this.#visitTarget(pattern.left, scope, isShorthand);
        return this.visit(pattern.right, scope);
      case "RestElement":
        return this.#visitTarget(pattern.argument, scope);
      default:
        return this.visit(pattern, scope);
    }
  }

  /** The default values and computed keys inside a declaration's pattern. */
  #visitDefaults(pattern: Pattern | null, scope: Scope | null): void {
    switch (pattern?.type) {
      case "ObjectPattern":
        for (const property of pattern.properties) {
          if (property.type === "Property" && property.computed) this.visit(property.key, scope);
          this.#visitDefaults(property.type === "Property" ? property.value : property.argument, scope);
        }
        return;
      case "ArrayPattern":
        return pattern.elements.forEach((element) => this.#visitDefaults(element, scope));
      case "AssignmentPattern":
        this.#visitDefaults(pattern.left, scope);
        return this.visit(pattern.right, scope);
      case "RestElement":
        return this.#visitDefaults(pattern.argument, scope);
      default:
        return;
    }
  }

  #visitChildren(node: AnyNode, scope: Scope | null): void {
    for (const child of Object.values(node) as unknown[]) {
      if (Array.isArray(child)) {
        for (const item of child as unknown[]) if (isNode(item)) this.visit(item, scope);
      } else if (isNode(child)) this.visit(child, scope);
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"
  );
}

function privateNames(body: ClassBody): Set<string> {
  return new Set(
    body.body.flatMap((member) =>
      member.type !== "StaticBlock" && member.key.type === "PrivateIdentifier" ? [member.key.name] : [],
    ),
  );
}
