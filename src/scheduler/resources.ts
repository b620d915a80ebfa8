import { type ExecutorKind, type JobResources } from "../protocol/index.js";
import { ResourceError } from "./errors.js";

/** One value for all learners, a list with a value (or a function) a learner, or a function of the learner's index. */
export type PerLearner<T> = T | readonly (T | ((index: number) => T))[] | ((index: number) => T);

/** What a job needs. Each is one value, a list with a value a learner, or a function of the learner's index. */
export interface ResourceOptions {
  /** Cores of a job. Not together with `nodes`. @defaultValue 1 */
  readonly cores?: PerLearner<number>;
  /** Whole nodes of a job; needs `coresPerNode`. */
  readonly nodes?: PerLearner<number>;
  /** Cores to use on each node. */
  readonly coresPerNode?: PerLearner<number>;
  /** Partition or queue. @defaultValue the site's */
  readonly partition?: PerLearner<string>;
  /** Memory of a job as the scheduler writes it ("4G"), or bytes. @defaultValue the site's */
  readonly memory?: PerLearner<string | number>;
  /** Wall time: seconds, "HH:MM:SS" or "D-HH:MM:SS". @defaultValue the site's */
  readonly time?: PerLearner<string | number>;
  /** Whether nodes are not shared with other jobs. @defaultValue false */
  readonly exclusive?: PerLearner<boolean>;
  /** Where points are evaluated. @defaultValue "sequential" for one core, "processes" for several, "nodes" for several nodes */
  readonly executor?: PerLearner<ExecutorKind>;
  /** Threads that a library called by the function may use (OMP_NUM_THREADS and the like). @defaultValue 1 */
  readonly numThreads?: PerLearner<number>;
  /** Further arguments of the scheduler, "--qos=high". A list of lists for a list a learner. */
  readonly extraScheduler?: PerLearner<readonly string[]>;
  /**
   * Further variables of the job's environment, "NAME=value". Variables in a value are those of the job
   * ("PATH=/opt/bin:$PATH"); in single quotes it is taken as it stands ("TITLE='$5'"). A list of lists for a list a
   * learner.
   */
  readonly extraEnvVars?: PerLearner<readonly string[]>;
  /** Shell lines to run before the worker: `module load ...`. */
  readonly extraScript?: PerLearner<string>;
  /** The node program that runs the worker. @defaultValue the one that runs this process */
  readonly nodeExecutable?: PerLearner<string>;
}

/** Names of all resource options. */
export const RESOURCE_OPTIONS: readonly (keyof ResourceOptions)[] = [
  "cores", "nodes", "coresPerNode", "partition", "memory", "time", "exclusive", "executor", "numThreads",
  "extraScheduler", "extraEnvVars", "extraScript", "nodeExecutable",
]; // prettier-ignore

const EXECUTORS: readonly ExecutorKind[] = ["sequential", "threads", "processes", "nodes"];

/** Options whose one value is itself a list of texts. */
const LISTS = new Set<string>(["extraScheduler", "extraEnvVars"]);

function isPerLearner(name: string, value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  const isValue = (item: unknown): boolean => Array.isArray(item) || typeof item === "function";
  return !LISTS.has(name) || (value.length > 0 && value.every(isValue));
}

function pick(options: ResourceOptions, name: keyof ResourceOptions, index: number): unknown {
  const value: unknown = options[name];
  if (!isPerLearner(name, value)) return callIfFunction(value, index);
  if (index >= value.length) {
    throw new ResourceError(`${name} has ${value.length} values, but learner ${index} needs one too.`, {
      name,
      index,
    });
  }
  return callIfFunction(value[index], index);
}

function callIfFunction(value: unknown, index: number): unknown {
  return typeof value === "function" ? (value as (index: number) => unknown)(index) : value;
}

function count(name: string, value: unknown, index: number): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw new ResourceError(
    `${name} of learner ${index} is ${JSON.stringify(value)}; it has to be a whole number above 0.`,
    { name, index },
  );
}

function text(name: string, value: unknown, index: number): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  throw new ResourceError(`${name} of learner ${index} is ${JSON.stringify(value)}; it has to be a text.`, {
    name,
    index,
  });
}

function texts(name: string, value: unknown, index: number): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new ResourceError(`${name} of learner ${index} has to be a list of texts.`, { name, index });
}

/** Reads a wall time: seconds, "MM:SS", "HH:MM:SS", "D-HH", "D-HH:MM" or "D-HH:MM:SS". Returns seconds. */
export function parseTime(time: string | number): number {
  if (typeof time === "number" && time > 0 && Number.isFinite(time)) return Math.ceil(time);
  const match = /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/.exec(String(time));
  if (typeof time !== "string" || !match) {
    throw new ResourceError(`time is ${JSON.stringify(time)}; give seconds, "HH:MM:SS" or "D-HH:MM:SS".`);
  }
  const parts: (string | undefined)[] = match;
  const [, days, a, b, c] = parts.map((part) => (part === undefined ? undefined : Number(part)));
  if (days !== undefined) return days * 86400 + (a ?? 0) * 3600 + (b ?? 0) * 60 + (c ?? 0);
  if (c !== undefined) return (a ?? 0) * 3600 + (b ?? 0) * 60 + c;
  if (b !== undefined) return (a ?? 0) * 60 + b;
  // As Slurm reads it, a bare number in a text is minutes.
  return (a ?? 0) * 60;
}

function memoryText(value: unknown, index: number): string | null {
  if (typeof value === "number") return `${Math.ceil(value / 1024)}K`;
  const memory = text("memory", value, index);
  if (memory !== null && !/^\d+(\.\d+)?\s*[KMGT]?i?B?$/i.test(memory)) {
    throw new ResourceError(`memory of learner ${index} is "${memory}"; write it like "4G" or "512M".`);
  }
  return memory;
}

function executorOf(value: unknown, cores: number, nodes: number | null, index: number): ExecutorKind {
  if (value === undefined || value === null)
    return (nodes ?? 1) > 1 ? "nodes" : cores > 1 ? "processes" : "sequential";
  if (EXECUTORS.includes(value as ExecutorKind)) return value as ExecutorKind;
  throw new ResourceError(
    `executor of learner ${index} is ${JSON.stringify(value)}. Valid executors: ${EXECUTORS.join(", ")}.`,
  );
}

/** Resolves the resources of the job of learner `index`; throws a ResourceError that names the option. */
export function resolveResources(options: ResourceOptions, index: number): JobResources {
  const get = (name: keyof ResourceOptions): unknown => pick(options, name, index);
  const nodes = count("nodes", get("nodes"), index);
  const coresPerNode = count("coresPerNode", get("coresPerNode"), index);
  const cores = count("cores", get("cores"), index);
  if (nodes !== null && cores !== null) {
    throw new ResourceError(
      `learner ${index} has both cores and nodes; give cores, or nodes with coresPerNode.`,
    );
  }
  if ((nodes === null) !== (coresPerNode === null)) {
    throw new ResourceError(`learner ${index}: nodes and coresPerNode go together.`);
  }
  const total = nodes !== null && coresPerNode !== null ? nodes * coresPerNode : (cores ?? 1);
  const time = get("time");
  const nodeExecutable = text("nodeExecutable", get("nodeExecutable"), index);
  return {
    cores: total,
    nodes,
    coresPerNode,
    partition: text("partition", get("partition"), index),
    memory: memoryText(get("memory"), index),
    timeSeconds: time === undefined || time === null ? null : parseTime(time as string | number),
    exclusive: get("exclusive") === true,
    executor: executorOf(get("executor"), total, nodes, index),
    numThreads: count("numThreads", get("numThreads"), index) ?? 1,
    extraScheduler: texts("extraScheduler", get("extraScheduler"), index),
    extraEnvVars: texts("extraEnvVars", get("extraEnvVars"), index),
    extraScript: text("extraScript", get("extraScript"), index) ?? "",
    ...(nodeExecutable === null ? {} : { nodeExecutable }),
  };
}

/** The options that are plain JSON and the same for all learners: what another process needs of them. */
export function plainOptions(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain = Object.entries(options).filter(
    ([name, value]) => value !== undefined && typeof value !== "function" && !isPerLearner(name, value),
  );
  return Object.fromEntries(plain);
}
