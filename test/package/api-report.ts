import { join } from "node:path";
import ts from "typescript";

/**
 * Lists what a door of the package exports, one line a name and one a member, sorted: a change of the public surface
 * shows as a change of this text.
 */
export function reportApi(root: string, door: string): string {
  const program = ts.createProgram([join(root, door)], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const file = checker.getSymbolAtLocation(program.getSourceFile(join(root, door))!)!;
  const names = checker.getExportsOfModule(file).sort((a, b) => (a.name < b.name ? -1 : 1));
  return names.map((name) => describe(checker, name)).join("");
}

function describe(checker: ts.TypeChecker, exported: ts.Symbol): string {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const { flags, name } = symbol;
  if (flags & ts.SymbolFlags.Class) {
    const own = membersOf(checker, checker.getDeclaredTypeOfSymbol(symbol));
    const fixed = membersOf(checker, checker.getTypeOfSymbol(symbol)).filter((line) => line !== "prototype");
    return block(`class ${exported.name}`, [...fixed.map((line) => `static ${line}`), ...own]);
  }
  if (flags & ts.SymbolFlags.Interface)
    return block(`interface ${exported.name}`, membersOf(checker, checker.getDeclaredTypeOfSymbol(symbol)));
  if (flags & ts.SymbolFlags.TypeAlias) return `type ${exported.name}\n`;
  if (flags & ts.SymbolFlags.Function) {
    const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
    return `function ${exported.name}(${parameters(signature)})\n`;
  }
  return block(`const ${exported.name || name}`, membersOf(checker, checker.getTypeOfSymbol(symbol)));
}

function membersOf(checker: ts.TypeChecker, type: ts.Type): string[] {
  const members = checker.getPropertiesOfType(type).filter(({ name, declarations = [] }) => {
    const isPrivate = declarations.some(
      (one) => ts.getCombinedModifierFlags(one) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected),
    );
    return !isPrivate && !name.startsWith("__");
  });
  return members.map((member) => {
    const [signature] =
      member.flags & ts.SymbolFlags.Method ? checker.getTypeOfSymbol(member).getCallSignatures() : [];
    const optional = member.flags & ts.SymbolFlags.Optional ? "?" : "";
    return signature ? `${member.name}${optional}(${parameters(signature)})` : `${member.name}${optional}`;
  });
}

function parameters(signature: ts.Signature | undefined): string {
  return (signature?.parameters ?? [])
    .map(({ name }) => (name.startsWith("__") ? "options" : name))
    .join(", ");
}

function block(title: string, lines: readonly string[]): string {
  return `${title}\n${lines
    .map((line) => `  ${line}\n`)
    .sort()
    .join("")}`;
}
