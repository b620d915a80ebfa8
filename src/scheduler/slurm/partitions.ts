import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { JobResources } from "../../protocol/index.js";
import { ResourceError } from "../errors.js";
import { cleanEnvironment } from "./commands.js";
import { parsePartitions, PARTITION_ARGUMENTS, type Partition } from "./parse.js";
import { parseSite, sitePath } from "./site.js";

/** So long a cluster that did not answer is not asked again: each learner's resources are checked. */
const RETRY_MS = 60_000;

let known: readonly Partition[] | null = null;
let askedAt = 0;

/** Partitions from the cache of the site, or by asking once; none when the cluster does not answer. */
function partitionsNow(): readonly Partition[] {
  if (known !== null && (known.length > 0 || Date.now() - askedAt < RETRY_MS)) return known;
  askedAt = Date.now();
  try {
    known = parseSite(readFileSync(sitePath(), "utf8"), Date.now())?.partitions ?? null;
  } catch {
    known = null;
  }
  if (known !== null) return known;
  try {
    const env = { ...process.env, ...cleanEnvironment(process.env) };
    const text = execFileSync("sinfo", PARTITION_ARGUMENTS, {
      encoding: "utf8",
      timeout: 10_000,
      env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    known = parsePartitions(text);
  } catch {
    // Slurm itself refuses a wrong partition when the job is submitted.
    known = [];
  }
  return known;
}

/** Throws when the partition of a learner's job is none of the cluster's, or has no node that is large enough. */
export function checkPartition(resources: JobResources, index: number): void {
  const { partition, coresPerNode, nodes } = resources;
  const wanted = coresOnOneNode(resources);
  if (partition === null && wanted === 1) return;
  const partitions = partitionsNow();
  if (partitions.length === 0) return;
  const named = partition?.split(",").map((name) => partitions.find((one) => one.name === name));
  if (named?.includes(undefined)) {
    throw new ResourceError(
      `learner ${index}: there is no partition "${partition!}". Partitions here: ${partitions.map((one) => one.name).join(", ")}.`,
      { partition, nodes, coresPerNode },
    );
  }
  // The scheduler's own words may choose nodes that we know nothing of.
  if (resources.extraScheduler.length > 0) return;
  const chosen = (named ?? partitions.filter((one) => one.isDefault)).filter((one) => one !== undefined);
  const most = Math.max(0, ...chosen.map((one) => one.maxCores || Infinity));
  if (chosen.length === 0 || wanted <= most) return;
  throw new ResourceError(
    `learner ${index} needs ${wanted} cores on one node, and the largest of partition "${chosen.map((one) => one.name).join(",")}" has ${most}. ` +
      "Ask for fewer cores, or for another partition.",
    { partition, wanted, most },
  );
}

/** Cores that the job's processes use together. */
function coresOnOneNode({ cores, coresPerNode, executor }: JobResources): number {
  return coresPerNode ?? (executor === "nodes" ? 1 : cores);
}
