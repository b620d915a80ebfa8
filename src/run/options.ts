import type { Goal } from "../goal/index.js";
import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, refuseUnknownOptions } from "../protocol/index.js";

/** How points are evaluated inside a job; see `Runner`. */
export interface JobRunnerOptions {
  /** How often a point that throws is tried again. @defaultValue 0 */
  readonly retries?: number;
  /** Whether a learner stops when a point failed once more than `retries`. @defaultValue true */
  readonly raiseIfRetriesExceeded?: boolean;
  /** Points evaluated at once. @defaultValue the cores of the job */
  readonly ntasks?: number | null;
}

/** How jobs are cancelled that `killOnError` found. */
export interface KillOptions {
  /** How often a job is told to end at most. @defaultValue 5 */
  readonly maxCancelTries?: number;
}

/** Options of a {@link RunManager}. Every duration is in seconds. */
export interface RunManagerOptions<L extends Learner = Learner> {
  /** When a learner is done: points (an integer), a loss (any other number), `{npoints | loss | duration | endTime}`, a predicate, or null for "until done or cancelled". Every child of a balancing learner must meet it, a predicate apart. @defaultValue null */
  readonly goal?: Goal<L>;
  /** Whether learners that reached the goal already, by the data they hold, are left out. @defaultValue true */
  readonly checkGoalOnStart?: boolean;
  /** `{1: [0]}`: learner 1 starts when learner 0 is done. @defaultValue none */
  readonly dependencies?: Readonly<Record<number, readonly number[]>> | null;
  /** @defaultValue see {@link JobRunnerOptions} */
  readonly runnerOptions?: JobRunnerOptions;
  /** Address to listen on, `tcp://host:port`, port `*` or a number. @defaultValue chosen */
  readonly url?: string | null;
  /** Lowest and highest port to listen on. @defaultValue any free port */
  readonly portRange?: readonly [number, number] | null;
  /** Seconds between saves of a learner. @defaultValue 300 */
  readonly saveInterval?: number;
  /** Seconds between log lines, and between reports of a worker. @defaultValue 300 */
  readonly logInterval?: number;
  /** Name of the run, of its folder and the beginning of its jobs' names. @defaultValue "adaptive-scheduler" */
  readonly jobName?: string;
  /** Folder that holds run folders. @defaultValue "runs" */
  readonly runsFolder?: string;
  /** Seconds between looks at the queue; never more often than the scheduler's own limit. @defaultValue 60 */
  readonly jobManagerInterval?: number;
  /** Seconds between searches of the logs for `killOnError`. @defaultValue 60 */
  readonly killInterval?: number;
  /** Text, `/pattern/flags`, or a predicate over the lines of a job's log (captured like a goal), that has a job cancelled and its learner run again; null for none. @defaultValue "srun: error:" */
  readonly killOnError?: string | ((lines: string[]) => boolean | Promise<boolean>) | null;
  /** @defaultValue see {@link KillOptions} */
  readonly killManagerOptions?: KillOptions;
  /** Where `cleanup` moves logs, and `killOnError` those of cancelled jobs; null deletes them. @defaultValue "old_logs" */
  readonly moveOldLogsTo?: string | null;
  /** Whether to cancel jobs and remove the run folder of an earlier run of this name. Data stays. @defaultValue false */
  readonly cleanupFirst?: boolean;
  /** Whether to begin with an empty job database: jobs of an earlier run of this name are cancelled, logs and data stay. @defaultValue false */
  readonly overwriteDb?: boolean;
  /** Whether a job also writes a table beside the checkpoint when it saves. @defaultValue false */
  readonly saveDataframe?: boolean;
  /** @defaultValue "parquet" */
  readonly dataframeFormat?: "parquet" | "csv";
  /** Most lines that the log view shows. @defaultValue 500 */
  readonly maxLogLines?: number;
  /** Failures of one learner before it is given up; three times the same error is enough in any case. @defaultValue 50 */
  readonly maxFailsPerJob?: number;
  /** Most jobs that wait or run at a time. @defaultValue 100 */
  readonly maxSimultaneousJobs?: number;
  /** One function a learner, called in the job before the learner starts. @defaultValue none */
  readonly initializers?: readonly (() => unknown)[] | null;
  /** No progress bar while learners are captured. @defaultValue false */
  readonly quiet?: boolean;
  /** Where the manager runs: a process of its own that outlives the notebook, or this kernel. @defaultValue "process" */
  readonly host?: "process" | "kernel";
}

/** Options with every value filled in. */
export type NormalizedOptions = Required<Omit<RunManagerOptions, "runnerOptions" | "killManagerOptions">> & {
  readonly runnerOptions: Required<JobRunnerOptions>;
  readonly killManagerOptions: Required<KillOptions>;
};

const DEFAULTS: NormalizedOptions = {
  goal: null,
  checkGoalOnStart: true,
  dependencies: null,
  runnerOptions: { retries: 0, raiseIfRetriesExceeded: true, ntasks: null },
  url: null,
  portRange: null,
  saveInterval: 300,
  logInterval: 300,
  jobName: "adaptive-scheduler",
  runsFolder: "runs",
  jobManagerInterval: 60,
  killInterval: 60,
  killOnError: "srun: error:",
  killManagerOptions: { maxCancelTries: 5 },
  moveOldLogsTo: "old_logs",
  cleanupFirst: false,
  overwriteDb: false,
  saveDataframe: false,
  dataframeFormat: "parquet",
  maxLogLines: 500,
  maxFailsPerJob: 50,
  maxSimultaneousJobs: 100,
  initializers: null,
  quiet: false,
  host: "process",
};

/** Names of all options. */
export const RUN_OPTIONS: readonly string[] = Object.keys(DEFAULTS);

const POSITIVE = ["saveInterval", "logInterval", "jobManagerInterval", "killInterval"] as const;
const COUNTS = ["maxLogLines", "maxFailsPerJob", "maxSimultaneousJobs"] as const;

/** Fills in defaults; throws for an unknown option or a value that cannot be meant. */
export function normalizeOptions(options: RunManagerOptions): NormalizedOptions {
  refuseUnknownOptions("RunManager", options, Object.keys(DEFAULTS));
  refuseUnknownOptions("runnerOptions", options.runnerOptions ?? {}, Object.keys(DEFAULTS.runnerOptions));
  const { killManagerOptions = {} } = options;
  refuseUnknownOptions("killManagerOptions", killManagerOptions, Object.keys(DEFAULTS.killManagerOptions));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const all: NormalizedOptions = {
    ...DEFAULTS,
    ...given,
    runnerOptions: { ...DEFAULTS.runnerOptions, ...options.runnerOptions },
    killManagerOptions: { ...DEFAULTS.killManagerOptions, ...killManagerOptions },
  };
  for (const key of POSITIVE) mustBe(all[key] > 0, key, "a number of seconds above 0", all[key]);
  for (const key of COUNTS)
    mustBe(Number.isInteger(all[key]) && all[key] > 0, key, "an integer above 0", all[key]);
  mustBe(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(all.jobName),
    "jobName",
    "letters, digits, '.', '_' and '-'",
    all.jobName,
  );
  mustBe(["process", "kernel"].includes(all.host), "host", '"process" or "kernel"', all.host);
  mustBe(
    ["parquet", "csv"].includes(all.dataframeFormat),
    "dataframeFormat",
    '"parquet" or "csv"',
    all.dataframeFormat,
  );
  mustBe(
    all.killOnError === null || ["string", "function"].includes(typeof all.killOnError),
    "killOnError",
    "a text, a function of a log's lines, or null",
    all.killOnError,
  );
  const { maxCancelTries } = all.killManagerOptions;
  mustBe(
    Number.isInteger(maxCancelTries) && maxCancelTries > 0,
    "killManagerOptions.maxCancelTries",
    "an integer above 0",
    maxCancelTries,
  );
  const { retries } = all.runnerOptions;
  mustBe(
    Number.isInteger(retries) && retries >= 0,
    "runnerOptions.retries",
    "an integer of at least 0",
    retries,
  );
  return all;
}

function mustBe(holds: boolean, option: string, wanted: string, value: unknown): void {
  if (holds) return;
  throw new AdaptiveSchedulerError("bad-option", `${option} must be ${wanted}; it is ${String(value)}.`, {
    details: { option },
  });
}
