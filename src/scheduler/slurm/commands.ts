import { CommandError, runCommand, type CommandResult, type RunCommand } from "../../exec/index.js";

/** Names of the commands that are counted. */
export type SlurmCommand = "sbatch" | "squeue" | "scancel" | "sinfo" | "scontrol";

/** Milliseconds that each may take; a busy controller answers late, a dead one never. */
const TIMEOUT_MS: Readonly<Record<SlurmCommand, number>> = {
  sbatch: 120_000,
  squeue: 60_000,
  scancel: 60_000,
  sinfo: 30_000,
  scontrol: 30_000,
};

/** Variables that change what the commands ask or print; and those of a job that this process may itself run in. */
const HARMFUL = /^(SQUEUE_|SBATCH_|SCANCEL_|SINFO_|SCONTROL_|SALLOC_|SRUN_|SLURM_(?!CONF$|CLUSTERS$))/;

/** The environment of all commands: nothing of the user's settings for them, and English. */
export function cleanEnvironment(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const cleared = Object.keys(env).filter((name) => HARMFUL.test(name));
  return { ...Object.fromEntries(cleared.map((name) => [name, undefined])), LC_ALL: "C" };
}

/** Runs and counts Slurm's commands. */
export class SlurmCommands {
  readonly counts: Record<SlurmCommand, number> = { sbatch: 0, squeue: 0, scancel: 0, sinfo: 0, scontrol: 0 };
  readonly #run: RunCommand;
  readonly #timeoutMs: number | undefined;

  constructor(run: RunCommand = runCommand, timeoutMs?: number) {
    this.#run = run;
    this.#timeoutMs = timeoutMs;
  }

  /** How long the longest answer of a command is waited for. */
  timeoutMs(command: SlurmCommand): number {
    return this.#timeoutMs ?? TIMEOUT_MS[command];
  }

  /** Runs a command to its end; rejects with a CommandError when it cannot be started or takes too long. */
  async run(command: SlurmCommand, args: readonly string[]): Promise<CommandResult> {
    this.counts[command]++;
    return this.#run([command, ...args], {
      timeoutMs: this.timeoutMs(command),
      env: cleanEnvironment(process.env),
    });
  }

  /** As {@link run}, but an exit code other than 0 is an error with what the command said. */
  async ask(command: SlurmCommand, args: readonly string[]): Promise<string> {
    const { stdout, stderr, exitCode } = await this.run(command, args);
    if (exitCode === 0) return stdout;
    throw new CommandError(
      "command-output",
      `${command} failed (exit code ${exitCode}): ${firstLines(stderr || stdout)}`,
      {
        argv: [command, ...args],
        stdout,
        stderr,
      },
    );
  }
}

/** The beginning of what a command said, for a message. */
export function firstLines(text: string): string {
  return text.trim().split("\n").slice(0, 5).join("; ").slice(0, 500) || "it said nothing";
}
