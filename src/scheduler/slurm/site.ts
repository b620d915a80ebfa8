import { createHash } from "node:crypto";
import { promises as fs } from "node:fs";
import { homedir, hostname, userInfo } from "node:os";
import { dirname, join } from "node:path";
import type { SlurmCommands } from "./commands.js";
import {
  DEFAULT_CONFIG,
  parseConfig,
  parsePartitions,
  PARTITION_ARGUMENTS,
  type Partition,
  type SlurmConfig,
} from "./parse.js";

/** What is asked of a site at most once a day. */
export interface Site {
  readonly at: number;
  readonly config: SlurmConfig;
  readonly partitions: readonly Partition[];
}

const DAY_MS = 86_400_000;

/** The folder of files that all runs of a user share. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "adaptive-scheduler");
}

/** A name for this user, host and cluster, for files in the cache folder. */
export function clusterKey(env: NodeJS.ProcessEnv = process.env): string {
  const { username, uid } = userInfo();
  const cluster = [env["SLURM_CONF"] ?? "", env["SLURM_CLUSTERS"] ?? "", uid, username].join("\n");
  return `slurm-${hostname()}-${createHash("sha256").update(cluster).digest("hex").slice(0, 12)}`;
}

/** Where the cache of {@link readSite} is. */
export const sitePath = (): string => join(cacheFolder(), `${clusterKey()}.site.json`);

/** Reads a site's cache text; null when it is missing, broken or older than a day. */
export function parseSite(text: string | null, now: number): Site | null {
  try {
    const site = JSON.parse(text ?? "null") as Site | null;
    if (site === null || Math.abs(now - site.at) > DAY_MS) return null;
    // JSON has no Infinity.
    const { maxArraySize, minJobAgeSeconds } = site.config as {
      maxArraySize: number;
      minJobAgeSeconds: number | null;
    };
    return { ...site, config: { maxArraySize, minJobAgeSeconds: minJobAgeSeconds ?? Infinity } };
  } catch {
    return null;
  }
}

/** Gives limits and partitions of the site, from the cache or by asking. Slurm's defaults when it does not answer. */
export async function readSite(commands: SlurmCommands, now: number): Promise<Site> {
  const path = sitePath();
  const known = parseSite(await fs.readFile(path, "utf8").catch(() => null), now);
  if (known) return known;
  const [config, partitions] = await Promise.all([
    commands.ask("scontrol", ["show", "config"]).then(parseConfig, () => null),
    commands.ask("sinfo", PARTITION_ARGUMENTS).then(parsePartitions, () => null),
  ]);
  const site = { at: now, config: config ?? DEFAULT_CONFIG, partitions: partitions ?? [] };
  if (config && partitions) {
    await fs.mkdir(dirname(path), { recursive: true }).catch(() => undefined);
    await fs
      .writeFile(`${path}.${process.pid}.tmp`, JSON.stringify(site))
      .then(() => fs.rename(`${path}.${process.pid}.tmp`, path))
      .catch(() => undefined);
  }
  return site;
}
