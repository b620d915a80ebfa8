import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = fileURLToPath(new URL("slurm.sh", import.meta.url));
const commands = fileURLToPath(new URL("commands", import.meta.url));
const run = promisify(execFile);

/** Slurm's commands, counted and made faulty for whoever has this environment. */
export interface CountedCommands {
  /** Variables that clients need: SLURM_CONF, a PATH with the counting commands first, and their files. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes the next `count` calls of a command faulty. */
  fault(name: string, mode: "fail" | "empty" | "lie" | "half" | "cut" | "hang", count: number): Promise<void>;
  /** Calls so far, `[name, mode, arguments]`, the oldest first. */
  calls(): Promise<[string, string, string][]>;
  /** Times of the calls of a command, milliseconds since 1970. */
  times(name: string): Promise<number[]>;
}

/** A real Slurm on this machine, with commands that count their calls and can be made faulty. */
export interface SlurmCluster extends CountedCommands {
  /** Runs a Slurm command as a person would, uncounted. */
  command(name: string, ...args: string[]): Promise<string>;
  /** Commands with counts and faults of their own, kept in a folder. */
  commands(folder: string): Promise<CountedCommands>;
  killNode(node: number): Promise<void>;
  restoreNode(node: number): Promise<void>;
  /** Stops slurmctld alone: nodes and jobs go on. */
  stopController(): Promise<void>;
  startController(): Promise<void>;
  /** Stops the daemons and removes all traces. */
  stop(): Promise<void>;
}

/** Whether a cluster can be started here: it takes root, to install Debian's packages and to start daemons. */
export const canStartSlurm = process.platform === "linux" && process.getuid?.() === 0;

/**
 * Starts a cluster of its own for a test file: four nodes of eight cores. `slot` (0, 1, ...) keeps the ports of files
 * that run at the same time apart.
 */
export async function startSlurm(slot: number, settings: Record<string, string> = {}): Promise<SlurmCluster> {
  const folder = join(tmpdir(), `slurm-test-${slot}`);
  const port = 17_000 + 100 * slot;
  const own = { SLURM_DIR: folder, PORT: String(port), NODE_PORT: String(port + 10), ...settings };
  const control = async (...args: string[]): Promise<void> => {
    await run(script, args, { env: { ...process.env, ...own } });
  };
  await control("purge");
  await control("up");
  const conf = join(folder, "slurm.conf");
  return {
    ...(await countCommands(conf, folder)),
    commands: (own) => countCommands(conf, own),
    command: async (name, ...args) =>
      (await run(`/usr/bin/${name}`, args, { env: { ...process.env, SLURM_CONF: conf } })).stdout,
    killNode: (node) => control("kill-node", String(node), "--now"),
    restoreNode: (node) => control("restore-node", String(node)),
    stopController: () => control("stop-controller"),
    startController: () => control("start-controller"),
    stop: () => control("purge"),
  };
}

async function countCommands(conf: string, folder: string): Promise<CountedCommands> {
  const faults = join(folder, "faults");
  const log = join(folder, "calls");
  await mkdir(faults, { recursive: true });
  await writeFile(log, "");
  const lines = async (): Promise<string[]> => (await readFile(log, "utf8")).split("\n").filter(Boolean);
  return {
    env: {
      SLURM_CONF: conf,
      PATH: `${commands}:${process.env["PATH"] ?? ""}`,
      COMMAND_LOG: log,
      COMMAND_FAULT: faults,
    },
    fault: (name, mode, count) => writeFile(join(faults, `${name}.${mode}`), `${count}\n`),
    calls: async () =>
      (await lines()).map((line) => {
        const [, name = "", mode = "", ...args] = line.split(" ");
        return [name, mode, args.join(" ")];
      }),
    times: async (name) =>
      (await lines()).flatMap((line) => {
        const [at = "", called] = line.split(" ");
        return called === name ? [1000 * Number(at)] : [];
      }),
  };
}
