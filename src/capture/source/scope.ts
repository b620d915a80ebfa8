import type { AnyNode, Pattern, Statement } from "acorn";

/** The names that one block or function declares. */
export interface Scope {
  readonly names: Set<string>;
  readonly parent: Scope | null;
}

/** Makes a scope inside another. */
export function openScope(parent: Scope | null, names: Iterable<string> = []): Scope {
  return { names: new Set(names), parent };
}

/** Tells whether a name is declared in a scope or around it. */
export function isDeclared(name: string, scope: Scope | null): boolean {
  for (let at = scope; at !== null; at = at.parent) if (at.names.has(name)) return true;
  return false;
}

/** Lists the names that a pattern binds. */
export function patternNames(pattern: Pattern | null | undefined): string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === "Property" ? property.value : property.argument),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap(patternNames);
    case "AssignmentPattern":
      return patternNames(pattern.left);
    case "RestElement":
      return patternNames(pattern.argument);
    default:
      return [];
  }
}

/** Lists what a block declares for itself: `let`, `const`, `using`, classes and functions. */
export function lexicalNames(statements: readonly AnyNode[]): string[] {
  return statements.flatMap((statement) => {
    if (statement.type === "VariableDeclaration" && statement.kind !== "var") {
      return statement.declarations.flatMap((declarator) => patternNames(declarator.id));
    }
    if (statement.type === "LabeledStatement") return lexicalNames([statement.body]);
    if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration") {
      return statement.id === null ? [] : [statement.id.name];
    }
    return [];
  });
}

/** Lists what statements hoist to the function around them: `var`, and (in sloppy code) functions in blocks. */
export function hoistedNames(statements: readonly AnyNode[]): string[] {
  return statements.flatMap((statement): string[] => {
    switch (statement.type) {
      case "VariableDeclaration":
        return statement.kind === "var"
          ? statement.declarations.flatMap((declarator) => patternNames(declarator.id))
          : [];
      case "FunctionDeclaration":
        return statement.id === null ? [] : [statement.id.name];
      default:
        return hoistedNames(innerStatements(statement));
    }
  });
}

function innerStatements(statement: AnyNode): readonly AnyNode[] {
  const present = (...nodes: (AnyNode | null | undefined)[]): AnyNode[] =>
    nodes.flatMap((node) => node ?? []);
  switch (statement.type) {
    case "BlockStatement":
      return statement.body;
    case "IfStatement":
      return present(statement.consequent, statement.alternate);
    case "ForStatement":
      return present(statement.init, statement.body);
    case "ForInStatement":
    case "ForOfStatement":
      return present(statement.left, statement.body);
    case "WhileStatement":
    case "DoWhileStatement":
    case "LabeledStatement":
    case "WithStatement":
      return [statement.body];
    case "SwitchStatement":
      return statement.cases.flatMap((branch): Statement[] => branch.consequent);
    case "TryStatement":
      return present(statement.block, statement.handler?.body, statement.finalizer);
    default:
      return [];
  }
}
