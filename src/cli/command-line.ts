/** The argument of every command about a run. */
export const runFolderArg = {
  type: "positional",
  description: "The run folder: runs/<jobName>",
  required: true,
} as const;

/** Runs a command; what it throws becomes one sentence on standard error, and exit code 1. */
export async function sentenceOnError(command: () => unknown): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
