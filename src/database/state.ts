import { AdaptiveSchedulerError, PROTOCOL_VERSION } from "../protocol/index.js";
import type { EndCause, JournalEvent, RunFile } from "../protocol/index.js";
import { EntryStore } from "./entry-store.js";
import type { EntryRules } from "./entry-store.js";
import { JobStore } from "./job-store.js";

/** What the database needs of a run file. */
export type DatabaseRules = EntryRules &
  Pick<RunFile, "runId"> & { readonly manager: Pick<RunFile["manager"], "maxFailsPerJob"> };

/** How a run ended; null while it goes on. */
export type RunEnd = "finished" | "failed" | "cancelled" | null;

/** A run's state in memory: what its journal adds up to. */
export class DatabaseState {
  readonly entries: EntryStore;
  readonly jobs = new JobStore();
  #runEnd: RunEnd = null;
  #runEndedAt: number | null = null;

  constructor(rules: DatabaseRules) {
    this.entries = new EntryStore(rules);
  }

  get runEnd(): RunEnd {
    return this.#runEnd;
  }

  get runEndedAt(): number | null {
    return this.#runEndedAt;
  }

  /** Applies one event. Throws with code `bad-event` when it does not fit. */
  apply(event: JournalEvent): void {
    switch (event.type) {
      case "assigned":
        this.#entryOf(event.index);
        this.entries.apply(event);
        return this.jobs.apply(event);
      case "released":
      case "finished":
      case "failed":
      case "reset":
      case "replaced": {
        const before = this.#entryOf(event.index);
        this.entries.apply(event);
        if (before.status !== "running" || event.type === "replaced") return;
        this.jobs.setIndex(before.jobId, null);
        if (event.type === "released" && STOPS.has(event.cause))
          this.jobs.noteStopping(before.jobId, event.cause);
        return;
      }
      case "submitting":
      case "submitted":
      case "submitFailed":
      case "jobEnded":
        return this.jobs.apply(event);
      case "entry":
        this.#entryOf(event.entry.index);
        return this.entries.restore(event.entry);
      case "job":
        return this.jobs.put(event.job);
      case "runEnded":
        this.#runEnd = event.status;
        this.#runEndedAt = event.at;
        return;
      case "reopened":
        this.#runEnd = null;
        this.#runEndedAt = null;
        return;
      case "opened":
      case "compacted":
        return;
      default:
        throw new AdaptiveSchedulerError(
          "bad-event",
          `The event ${JSON.stringify(event)} is of an unknown type.`,
        );
    }
  }

  #entryOf(index: number): ReturnType<EntryStore["entry"]> {
    if (Number.isSafeInteger(index) && index >= 0 && index < this.entries.size)
      return this.entries.entry(index);
    throw new AdaptiveSchedulerError(
      "bad-event",
      `There is no learner ${index}: the run has ${this.entries.size}.`,
    );
  }
}

/** Causes with which a worker gives back a learner in order to end; after the others it asks for the next. */
const STOPS: ReadonlySet<EndCause> = new Set(["preempted", "walltime", "cancelled"]);

/** Writes a state as few events: what the next generation of the journal begins with. */
export function* compactState(
  state: DatabaseState,
  header: { readonly at: number; readonly runId: string; readonly generation: number },
): Generator<JournalEvent> {
  const { at, runId, generation } = header;
  yield { at, type: "opened", protocol: PROTOCOL_VERSION, runId, generation, learners: state.entries.size };
  for (const job of state.jobs.page(0, state.jobs.size, null).jobs) yield { at, type: "job", job };
  for (const { at: since, ...submission } of state.jobs.submissions())
    yield { at: since, type: "submitting", ...submission };
  for (const entry of state.entries.touched()) yield { at, type: "entry", entry };
  if (state.runEnd !== null) yield { at: state.runEndedAt ?? at, type: "runEnded", status: state.runEnd };
  yield { at, type: "compacted" };
}
