import { AdaptiveSchedulerError, refuseUnknownOptions } from "../protocol/index.js";
import { withDoorReference } from "./door.js";
import { fillTemplate } from "./template.js";

/** What a program left, as `parse` gets it. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** How {@link command} runs a program for a point. */
export interface CommandFunctionOptions<P, V> {
  /**
   * The program and its arguments, without a shell: a list in which `{}` stands for the point and `{0}`, `{1}`, ... for
   * its coordinates, or a function of the point that gives such a list.
   */
  readonly argv: readonly string[] | ((point: P) => readonly string[]);
  /** Standard input, with the same placeholders or as a function of the point. @defaultValue empty */
  readonly input?: string | ((point: P) => string);
  /** Makes the value from what the program wrote. @defaultValue its last line, read as JSON */
  readonly parse?: (output: CommandOutput, point: P) => V;
  /** Folder to run in. @defaultValue the job's */
  readonly cwd?: string;
  /** Variables added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Seconds after which the program is ended, which is an error. @defaultValue no limit */
  readonly timeout?: number;
}

const OPTIONS = ["argv", "input", "parse", "cwd", "env", "timeout"];
/** So much of stderr stands in an error. */
const STDERR_LENGTH = 4000;

/**
 * Makes a function to learn that runs a program for each point.
 *
 * @example
 * ```ts
 * const learner = new Learner1D(command({ argv: ["./simulate", "--field", "{}"] }), { bounds: [0, 1] });
 * ```
 * @throws AdaptiveSchedulerError when the program fails (`command-failed`, with its stderr), its output is not what
 * it should be (`command-output`), or it takes too long (`command-timeout`)
 */
export function command<P = number, V = number>(
  options: CommandFunctionOptions<P, V>,
): (point: P) => Promise<V> {
  refuseUnknownOptions("command", options, OPTIONS);
  const { argv, input, parse, timeout } = options;
  if (typeof argv !== "function" && argv.length === 0) {
    throw new AdaptiveSchedulerError("bad-option", "command needs argv: the program and its arguments");
  }
  const evaluate = async (point: P): Promise<V> => {
    const words = typeof argv === "function" ? argv(point) : argv.map((word) => fillTemplate(word, point));
    const text =
      typeof input === "function"
        ? input(point)
        : input === undefined
          ? undefined
          : fillTemplate(input, point);
    // The program runner is loaded with the first point: most workers never run a program.
    const { runCommand } = await import("../exec/index.js");
    const output = await runCommand(words, {
      ...(text === undefined ? {} : { input: text }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(timeout === undefined ? {} : { timeoutMs: 1000 * timeout }),
    });
    if (output.exitCode !== 0) throw failed(words, output);
    return parse === undefined ? (parseLastLine(words, output) as V) : parse(output, point);
  };
  return withDoorReference(evaluate, "command", [options]);
}

function failed(argv: readonly string[], { stderr, exitCode }: CommandOutput): AdaptiveSchedulerError {
  const tail = stderr.trimEnd().slice(-STDERR_LENGTH);
  return new AdaptiveSchedulerError(
    "command-failed",
    `${argv.join(" ")} ended with exit code ${exitCode}${tail === "" ? " and wrote nothing to stderr" : `:\n${tail}`}`,
    { details: { argv: [...argv], exitCode } },
  );
}

const SPECIAL: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  "+inf": Infinity,
  "-inf": -Infinity,
};

function parseLastLine(argv: readonly string[], { stdout, stderr }: CommandOutput): unknown {
  const line = stdout.trimEnd().split("\n").at(-1)?.trim() ?? "";
  const special = SPECIAL[line.toLowerCase().replace("infinity", "inf")];
  if (special !== undefined) return special;
  try {
    return JSON.parse(line) as unknown;
  } catch (cause) {
    // What C and Fortran print: 1., .5, 1E+05
    if (line !== "" && !Number.isNaN(Number(line))) return Number(line);
    const said = stderr.trim() === "" ? "" : ` It wrote to stderr: ${stderr.trimEnd().slice(-STDERR_LENGTH)}`;
    throw new AdaptiveSchedulerError(
      "command-output",
      `the last line that ${argv[0] ?? ""} wrote is not a number or JSON: ${JSON.stringify(line.slice(0, 200))}. Give command a parse function.${said}`,
      { cause },
    );
  }
}
