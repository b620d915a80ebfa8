import type { ErrorRecord } from "./errors.js";
import type { QueueRow } from "./job.js";
import type { RowsReply } from "./messages.js";
import type { LoadReply, LogQuery, LogsReply, TableReply } from "./run-view.js";
import type { Snapshot } from "./snapshot.js";
import { PROTOCOL_VERSION } from "./version.js";

/** Rows that a screen may ask for at once. */
export const MAX_PAGE = 1000;

/** What a screen can ask of a run, with what it sends and gets. */
export interface ScreenMethods {
  readonly rows: {
    readonly params: {
      readonly table: "learners" | "jobs";
      readonly offset: number;
      readonly limit: number;
      readonly status: string | null;
    };
    readonly result: RowsReply;
  };
  readonly cancel: { readonly params: object; readonly result: null };
  readonly cleanup: { readonly params: { readonly oldLogs: boolean }; readonly result: null };
  readonly trigger: { readonly params: object; readonly result: null };
  readonly loadLearners: { readonly params: object; readonly result: LoadReply };
  readonly logs: { readonly params: LogQuery; readonly result: LogsReply };
  readonly queue: {
    readonly params: { readonly offset: number; readonly limit: number };
    readonly result: { readonly total: number; readonly rows: readonly QueueRow[] };
  };
  readonly results: {
    readonly params: { readonly index: number; readonly offset: number; readonly limit: number };
    readonly result: TableReply;
  };
  readonly plot: {
    readonly params: { readonly index: number; readonly choice: Readonly<Record<string, number>> };
    readonly result: unknown;
  };
  /** Sends the whole state once more. */
  readonly refresh: { readonly params: object; readonly result: null };
}

export type ScreenMethod = keyof ScreenMethods;

/** A question of a screen. All screens of a kernel hear each reply: `request` is unique among them. */
export interface ScreenRequest {
  readonly protocol: number;
  readonly request: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Which run, where one line serves several. */
  readonly runId?: string;
}

/** The one reply to a {@link ScreenRequest}. Typed arrays of the result travel beside it, see `bufferPaths`. */
export type ScreenReply = { readonly protocol: number; readonly reply: string } & (
  | {
      readonly ok: true;
      readonly result: unknown;
      /** Where in `result` each buffer belongs, with the name of its typed array. */
      readonly bufferPaths?: readonly BufferPath[];
    }
  | { readonly ok: false; readonly error: ErrorRecord }
);

/** Place of a typed array in a reply. */
export interface BufferPath {
  readonly path: readonly (string | number)[];
  readonly type: "Float64Array" | "Float32Array" | "Int32Array" | "Uint32Array" | "Uint8Array";
}

/** Target of the comms over which a front end follows all runs of a kernel, and name of its announcement. */
export const RUNS_TARGET = `adaptive-scheduler.runs.v${String(PROTOCOL_VERSION)}`;

/** What a kernel says over a comm of {@link RUNS_TARGET}: the runs that are new or have changed. */
export interface RunsMessage {
  readonly protocol: number;
  readonly runs: readonly Snapshot[];
}

/** The fields of a snapshot (a test compares them); each is a field of the widget's model, so that only what changed is sent. */
export const SNAPSHOT_KEYS = [
  "protocol",
  "serial",
  "runId",
  "jobName",
  "runFolder",
  "scheduler",
  "status",
  "generation",
  "at",
  "startedAt",
  "endedAt",
  "learners",
  "jobs",
  "points",
  "pointsPerSecond",
  "meanCpu",
  "meanMemory",
  "maxMemory",
  "overhead",
  "latestLoss",
  "dataSize",
  "startDelay",
  "lastWordAgeSeconds",
  "problems",
  "schedulerUnreachableSince",
  "commands",
  "manager",
] as const satisfies readonly (keyof Snapshot)[];

/** Puts a snapshot together from its fields. */
export function joinSnapshot(field: (key: keyof Snapshot) => unknown): Snapshot {
  return Object.fromEntries(SNAPSHOT_KEYS.map((key) => [key, field(key)])) as unknown as Snapshot;
}
