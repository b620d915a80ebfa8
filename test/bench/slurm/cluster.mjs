// A real Slurm for benchmarks: four nodes of eight cores on this machine, with commands that are counted.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../clusters/slurm.sh", import.meta.url));
const commands = fileURLToPath(new URL("../../clusters/commands", import.meta.url));
const programs = ["slurmctld", "slurmd", "munged", "squeue"];

/** Why no cluster can be started here; null when one can. Nothing is installed for a benchmark. */
export function whyNoCluster() {
  if (process.platform !== "linux" || process.getuid() !== 0)
    return "starting Slurm's daemons takes root on Linux";
  const folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];
  const isThere = (name) => {
    try {
      execFileSync("test", ["-x", name]);
      return true;
    } catch {
      return false;
    }
  };
  const missing = programs.filter((name) => !folders.some((folder) => isThere(join(folder, name))));
  return missing.length === 0
    ? null
    : `${missing.join(", ")} not found: install slurmctld, slurmd, slurm-client and munge`;
}

/** Starts a cluster, has this process use it, and removes it after `body`. */
export async function withCluster(body) {
  const folder = join(tmpdir(), "slurm-bench");
  const env = { ...process.env, SLURM_DIR: folder, PORT: "17600", NODE_PORT: "17610" };
  const control = (verb) => execFileSync(script, [verb], { env, stdio: "ignore" });
  control("purge");
  control("up");
  const log = join(folder, "calls");
  mkdirSync(join(folder, "faults"));
  writeFileSync(log, "");
  Object.assign(process.env, {
    SLURM_CONF: join(folder, "slurm.conf"),
    PATH: `${commands}:${process.env.PATH}`,
    COMMAND_LOG: log,
    COMMAND_FAULT: join(folder, "faults"),
    XDG_CACHE_HOME: join(folder, "cache"),
  });
  const cluster = {
    /** Runs a command uncounted. */
    command: (name, ...args) => execFileSync(`/usr/bin/${name}`, args, { encoding: "utf8" }).trim(),
    /** Calls so far: when (milliseconds since 1970) and of what. */
    calls: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => ({ at: 1000 * Number(line.split(" ")[0]), name: line.split(" ")[1] })),
  };
  try {
    return await body(cluster);
  } finally {
    control("purge");
    rmSync(folder, { recursive: true, force: true });
  }
}
