import {
  parse,
  type ArrowFunctionExpression,
  type ClassExpression,
  type FunctionExpression,
  type MethodDefinition,
  type Options,
  type Property,
} from "acorn";

/** The text of one function, parsed. Positions in `node` minus `offset` are positions in the text. */
export type ParsedFunction = { readonly offset: number } & (
  | { readonly kind: "arrow"; readonly node: ArrowFunctionExpression }
  | { readonly kind: "function"; readonly node: FunctionExpression }
  | { readonly kind: "class"; readonly node: ClassExpression }
  | {
      readonly kind: "method";
      readonly node: FunctionExpression;
      readonly member: Property | MethodDefinition;
    }
);

const options: Options = {
  ecmaVersion: "latest",
  checkPrivateFields: false,
  allowSuperOutsideMethod: true,
  allowReturnOutsideFunction: true,
};

/**
 * Parses what `Function.prototype.toString` gives: an expression, or a method without its object or class.
 *
 * @throws SyntaxError when the text is no function of this language version.
 */
export function parseFunction(source: string): ParsedFunction {
  // A module's `import.meta` parses in a module only; `with` and octal numbers in a script only.
  try {
    return parseAs(source, { ...options, sourceType: "script" });
  } catch (error) {
    try {
      return parseAs(source, { ...options, sourceType: "module" });
    } catch {
      throw error;
    }
  }
}

function parseAs(source: string, parserOptions: Options): ParsedFunction {
  try {
    return parseExpression(source, parserOptions);
  } catch (error) {
    const other = parseMethod(source, parserOptions) ?? parseInFunction(source, parserOptions);
    if (other !== undefined) return other;
    throw error;
  }
}

function parseExpression(source: string, parserOptions: Options): ParsedFunction {
  // The line break keeps a trailing comment from swallowing the bracket.
  const statement = parse(`(${source}\n)`, parserOptions).body[0];
  const node = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
  switch (node?.type) {
    case "ArrowFunctionExpression":
      return { kind: "arrow", node, offset: 1 };
    case "FunctionExpression":
      return { kind: "function", node, offset: 1 };
    case "ClassExpression":
      return { kind: "class", node, offset: 1 };
    default:
      throw new SyntaxError("it is no function");
  }
}

/** An arrow function with `new.target` parses only inside another function. */
function parseInFunction(source: string, parserOptions: Options): ParsedFunction | undefined {
  const prefix = "(function(){(";
  try {
    const statement = parse(`${prefix}${source}\n)})`, parserOptions).body[0];
    const outer = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
    const inner = outer?.type === "FunctionExpression" ? outer.body.body[0] : undefined;
    const node = inner?.type === "ExpressionStatement" ? inner.expression : undefined;
    return node?.type === "ArrowFunctionExpression"
      ? { kind: "arrow", node, offset: prefix.length }
      : undefined;
  } catch {
    return undefined;
  }
}

/** A method stands in an object; one with private names or of a derived class parses only in a class. */
function parseMethod(source: string, parserOptions: Options): ParsedFunction | undefined {
  for (const prefix of ["({", "(class extends Object{"]) {
    try {
      const statement = parse(`${prefix}${source}\n})`, parserOptions).body[0];
      const holder = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
      const member =
        holder?.type === "ObjectExpression"
          ? holder.properties[0]
          : holder?.type === "ClassExpression"
            ? holder.body.body[0]
            : undefined;
      if (member?.type !== "Property" && member?.type !== "MethodDefinition") continue;
      if (member.value.type !== "FunctionExpression") continue;
      return { kind: "method", node: member.value, member, offset: prefix.length };
    } catch {
      continue;
    }
  }
  return undefined;
}
