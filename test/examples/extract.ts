import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** An example in a doc comment. */
export interface Example {
  /** `src/learner/sequence-learner.ts:26` */
  readonly place: string;
  readonly code: string;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

/** Finds the examples of all doc comments in a folder: what follows `@example`, up to the next tag. */
export function examplesIn(folder: string, root: string): Example[] {
  return filesIn(folder).flatMap((file) => {
    const source = readFileSync(file, "utf8");
    return [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(({ 0: comment, index }) => {
      const lines = comment.split("\n").map((line) => line.replace(/^\s*(\/\*\*|\*\/|\*) ?/, ""));
      return lines.flatMap((line, at) => {
        if (!line.startsWith("@example")) return [];
        const rest = [line.slice("@example".length), ...lines.slice(at + 1)];
        const end = rest.findIndex((next, i) => i > 0 && next.startsWith("@"));
        const code = rest
          .slice(0, end < 0 ? undefined : end)
          .filter((next) => !next.startsWith("```"))
          .join("\n")
          .trim();
        const number = source.slice(0, index).split("\n").length + at;
        return [{ place: `${relative(root, file)}:${number}`, code }];
      });
    });
  });
}

/** Makes of lines such as `learner.npoints; // 20` checks that the expression has the value. */
export function withChecks(code: string): string {
  return code
    .split("\n")
    .map((line) => {
      const match = /^(?!const |let |await )(\S.*);\s*\/\/ (.+)$/.exec(line);
      return match && isExpression(match[2]!) ? `check(${match[1]!}, ${match[2]!});` : line;
    })
    .join("\n");
}

function isExpression(text: string): boolean {
  try {
    new Function(`return (${text});`);
    return true;
  } catch {
    return false;
  }
}
