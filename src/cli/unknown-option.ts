import type { ArgsDef } from "citty";

/** Options that every command has. */
const COMMON = ["help", "h", "version", "v"];

/** Says in a sentence which option of a command line is none of its command's; null when all are. */
export function unknownOption(name: string, words: readonly string[], args: ArgsDef): string | null {
  const options = Object.entries(args).filter(([, { type }]) => type !== "positional");
  const known = new Set([
    ...COMMON,
    ...options.flatMap(([option, definition]) => [
      option,
      `no-${option}`,
      ...("alias" in definition ? [definition.alias ?? []].flat() : []),
    ]),
  ]);
  for (const word of words) {
    if (word === "--") return null;
    const option = /^--?([a-zA-Z][\w-]*)/.exec(word)?.[1];
    if (option === undefined || known.has(option)) continue;
    const valid = options.map(([valid]) => `--${valid}`).join(", ");
    return `${name} has no option ${word}; ${valid === "" ? "it has none" : `its options are ${valid}`}.`;
  }
  return null;
}
