import { hostname } from "node:os";
import { join } from "node:path";
import type { Database } from "../database/index.js";
import {
  PROTOCOL_VERSION,
  RUN_FOLDER,
  type Problem,
  type RunFile,
  type RunStatus,
  type Snapshot,
} from "../protocol/index.js";
import type { Scheduler } from "../scheduler/index.js";
import type { Part } from "./database-manager-at-work.js";
import { adviceFor } from "./problems.js";
import { replaceFile } from "./replace-file.js";
import { summariseEntries } from "./summarise.js";
import { makeUsageMeter } from "./usage.js";

/** What a snapshot is made from. */
export interface BoardSource {
  readonly run: RunFile;
  readonly runFolder: string;
  readonly scheduler: Scheduler;
  readonly database: Database;
  /** What says how the scheduler and the jobs do. */
  readonly others: Iterable<Pick<Part, "troubles" | "unreachableSince">>;
  readonly now: () => number;
  /** Milliseconds of CPU that were used so far. @defaultValue those of this process */
  readonly cpuMs?: () => number;
}

/** Share of a core that snapshots may take: each looks at every learner that was begun. */
const SHARE = 0.004;
/** Yet a screen is never older than this. */
const MOST_AGE_MS = 5000;

const ownCpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Keeps the one snapshot of a run, makes a new one when something changed, and leaves it in `status.json`. */
export class StatusBoard {
  readonly #source: BoardSource;
  readonly #usage: () => { cpu: number; memory: number };
  #last: Snapshot | null = null;
  #status: RunStatus = "running";
  #endedAt: number | null = null;
  /** Raised by what changes outside the database. */
  #shift = 0;
  #written = -1;
  /** Before this time no other snapshot is made. */
  #nextAt = 0;
  /** What the other parts said last. */
  #words = "[]";

  constructor(source: BoardSource) {
    this.#source = source;
    this.#usage = makeUsageMeter(source.now);
    const end = source.database.runEnd;
    if (end !== null) this.setEnded(end);
  }

  setEnded(status: RunStatus): void {
    this.#status = status;
    this.#endedAt = this.#source.database.runEndedAt ?? this.#source.now();
    this.#shift++;
    this.#nextAt = 0;
  }

  get serial(): number {
    const words = JSON.stringify(
      [...this.#source.others].map((part) => [part.troubles, part.unreachableSince]),
    );
    if (words !== this.#words) this.#shift++;
    this.#words = words;
    return this.#source.database.serial + this.#shift;
  }

  /** The snapshot of now, or of a moment ago when making one takes long. */
  snapshot(): Snapshot {
    const { now, cpuMs = ownCpuMs } = this.#source;
    if (this.#last !== null && (this.#last.serial === this.serial || now() < this.#nextAt)) return this.#last;
    const before = cpuMs();
    this.#last = this.#make();
    this.#nextAt = now() + Math.min(MOST_AGE_MS, (cpuMs() - before) / SHARE);
    return this.#last;
  }

  async writeIfChanged(): Promise<void> {
    if (this.#written !== this.serial) await this.write();
  }

  async write(): Promise<void> {
    const snapshot = this.snapshot();
    await replaceFile(join(this.#source.runFolder, RUN_FOLDER.status), JSON.stringify(snapshot), 0o600);
    this.#written = snapshot.serial;
  }

  #make(): Snapshot {
    const { run, runFolder, scheduler, database, now } = this.#source;
    const { entries, jobs } = database;
    const { waiting, running, done, failed } = entries.counts();
    const { problems, ...figures } = summariseEntries(entries.touched());
    const { points, dataSize, empty } = entries.totals();
    const counts = jobs.counts();
    const causes = jobs.causes();
    const at = now();
    const unreachable = [...this.#source.others].flatMap((part) => part.unreachableSince ?? []);
    return {
      protocol: PROTOCOL_VERSION,
      serial: this.serial,
      runId: run.runId,
      jobName: run.jobName,
      runFolder,
      scheduler: scheduler.kind,
      status: this.#status,
      generation: database.generation,
      at,
      startedAt: run.createdAt,
      endedAt: this.#endedAt,
      learners: { total: entries.size, waiting, running, done, failed, empty },
      jobs: {
        pending: counts.submitted + counts.pending,
        running: counts.running,
        ended: counts.ended,
        failed: (causes.code ?? 0) + (causes.unknown ?? 0),
        submitted: counts.submitted + counts.pending + counts.running + counts.ended,
        causes,
      },
      ...figures,
      points,
      dataSize,
      startDelay: jobs.startDelay(),
      lastWordAgeSeconds: lastWordAge(database, at),
      problems: [...this.#jobProblems(), ...problems],
      schedulerUnreachableSince: unreachable.length > 0 ? Math.min(...unreachable) : null,
      commands: scheduler.commands,
      manager: { pid: process.pid, host: hostname(), ...this.#usage() },
    };
  }

  #jobProblems(): Problem[] {
    return [...this.#source.others]
      .flatMap((part) => part.troubles)
      .map((message) => ({ message, advice: adviceFor(message), count: 1, examples: [] }));
  }
}

function lastWordAge({ jobs }: Database, at: number): number | null {
  const { lastHeardAt } = jobs;
  return lastHeardAt === null || jobs.counts().running === 0 ? null : Math.max(0, at - lastHeardAt) / 1000;
}
