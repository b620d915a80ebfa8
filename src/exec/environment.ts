import type { CommandOptions } from "./run-command.js";

/** Variables that a clean environment keeps. */
const KEPT = /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|LANG|LANGUAGE|LC_[A-Z]+|LD_LIBRARY_PATH)$/;

/** Makes the environment of a program: this process's (or the clean part of it) with the options' changes. */
export function environment(options: Pick<CommandOptions, "env" | "cleanEnv">): Record<string, string> {
  const all: [string, string | undefined][] = Object.entries(process.env).filter(
    ([name]) => options.cleanEnv !== true || KEPT.test(name),
  );
  const merged = new Map([...all, ...Object.entries(options.env ?? {})]);
  const env: Record<string, string> = {};
  for (const [name, value] of merged) if (value !== undefined) env[name] = value;
  return env;
}
