import type { Entry, EntryStatus, Progress, RunFile } from "../protocol/index.js";
import { createDependencies } from "./dependencies.js";
import type { Dependencies } from "./dependencies.js";
import { RankIndex } from "./rank-index.js";
import { ReadyQueue } from "./ready-queue.js";
import type { Place } from "./ready-queue.js";
import { countsAsFail, freshEntry, transitionEntry } from "./transitions.js";
import type { EntryEvent } from "./transitions.js";

const STATUSES: readonly EntryStatus[] = ["waiting", "running", "done", "failed"];

/** What the store needs of a run file. */
export type EntryRules = Pick<
  RunFile,
  "fnames" | "dependencies" | "classOf" | "resourceClasses" | "doneAtStart" | "createdAt"
>;

/** How many learners are in which state. `ready` are those of `waiting` that wait for no other learner. */
export type EntryCounts = Readonly<Record<EntryStatus | "ready", number>>;

/** Sums over all learners, kept up to date. */
export interface EntryTotals {
  readonly points: number;
  /** Bytes of all checkpoints. */
  readonly dataSize: number;
  /** Learners without a point. */
  readonly empty: number;
}

/**
 * All learners of a run: immutable entries, and around them the indexes that answer each request without a look at
 * the others. A learner that was never handed out takes no object.
 */
export class EntryStore {
  readonly size: number;
  /** How many resource classes there are; at least one. */
  readonly classes: number;
  readonly #entries: (Entry | undefined)[];
  readonly #classOf: readonly number[] | null;
  readonly #dependencies: Dependencies;
  readonly #ready: readonly ReadyQueue[];
  readonly #byStatus: Readonly<Record<EntryStatus, RankIndex>>;
  readonly #classCounts: readonly Record<EntryStatus, number>[];
  #points = 0;
  #dataSize = 0;
  #empty: number;

  constructor(rules: EntryRules) {
    const size = rules.fnames.length;
    this.size = this.#empty = size;
    this.#entries = new Array<Entry | undefined>(size);
    this.#classOf = rules.classOf;
    this.#dependencies = createDependencies(rules.dependencies);
    const where = new Uint8Array(size);
    const classes = (this.classes = Math.max(1, rules.resourceClasses.length));
    this.#ready = Array.from({ length: classes }, () => new ReadyQueue(where));
    this.#classCounts = Array.from({ length: classes }, () => ({
      waiting: 0,
      running: 0,
      done: 0,
      failed: 0,
    }));
    this.#byStatus = {
      waiting: new RankIndex(size, true),
      running: new RankIndex(size),
      done: new RankIndex(size),
      failed: new RankIndex(size),
    };
    for (let index = 0; index < size; index++) {
      this.#classCounts[this.classOf(index)]!.waiting++;
      if (this.#dependencies.unmet(index) === 0) this.#queueOf(index).push(index, "fresh");
    }
    for (const index of new Set(rules.doneAtStart)) {
      this.#replace(
        freshEntry(index),
        { ...freshEntry(index), status: "done", endedAt: rules.createdAt },
        "fresh",
      );
    }
  }

  entry(index: number): Entry {
    return this.#entries[index] ?? freshEntry(index);
  }

  classOf(index: number): number {
    return this.#classOf?.[index] ?? 0;
  }

  /** The learner that a job of this class should get now; undefined when none is ready. */
  nextReady(resourceClass: number): number | undefined {
    return this.#ready[resourceClass]?.peek();
  }

  /** Learners that wait for `index`. */
  dependents(index: number): readonly number[] {
    return this.#dependencies.dependents(index);
  }

  counts(): EntryCounts {
    const ready = this.#ready.reduce((sum, queue) => sum + queue.size, 0);
    const { waiting, running, done, failed } = this.#byStatus;
    return { waiting: waiting.size, running: running.size, done: done.size, failed: failed.size, ready };
  }

  countsOfClass(resourceClass: number): EntryCounts {
    const counts = this.#classCounts[resourceClass] ?? { waiting: 0, running: 0, done: 0, failed: 0 };
    return { ...counts, ready: this.#ready[resourceClass]?.size ?? 0 };
  }

  totals(): EntryTotals {
    return { points: this.#points, dataSize: this.#dataSize, empty: this.#empty };
  }

  /** One page of the learners in the order of their index; all of them when `status` is null. */
  page(
    offset: number,
    limit: number,
    status: EntryStatus | null,
  ): { readonly total: number; readonly entries: Entry[] } {
    if (status !== null) {
      const index = this.#byStatus[status];
      return { total: index.size, entries: index.page(offset, limit).map((i) => this.entry(i)) };
    }
    const entries: Entry[] = [];
    for (let i = offset; i < Math.min(this.size, offset + limit); i++) entries.push(this.entry(i));
    return { total: this.size, entries };
  }

  /** Learners that some job computes now. */
  *running(): Generator<Extract<Entry, { readonly status: "running" }>> {
    for (const entry of this.page(0, this.size, "running").entries)
      if (entry.status === "running") yield entry;
  }

  /** Learners that are not as they were at the beginning; what a compacted journal has to hold. */
  *touched(): Generator<Entry> {
    for (const entry of this.#entries) if (entry !== undefined) yield entry;
  }

  apply(event: EntryEvent): void {
    const before = this.entry(event.index);
    const after = transitionEntry(before, event);
    const isFailing = event.type === "released" && countsAsFail(event.cause);
    const isAnew = event.type === "reset" || event.type === "replaced";
    this.#replace(before, after, isAnew ? "fresh" : isFailing ? "back" : "front");
  }

  /** Puts in an entry from a compacted journal. */
  restore(entry: Entry): void {
    this.#replace(this.entry(entry.index), entry, (entry.sameFails ?? 0) > 0 ? "back" : "front");
  }

  /** Notes what a worker said about a learner that it computes. Not part of the journal. */
  setProgress(index: number, progress: Progress): void {
    const before = this.entry(index);
    this.#replace(before, { ...before, progress }, "fresh");
  }

  #replace(before: Entry, after: Entry, place: Place): void {
    const { index } = after;
    this.#entries[index] = after;
    this.#points += (after.progress?.npoints ?? 0) - (before.progress?.npoints ?? 0);
    this.#dataSize += (after.progress?.dataSize ?? 0) - (before.progress?.dataSize ?? 0);
    this.#empty += Number(isEmpty(after)) - Number(isEmpty(before));
    if (before.status === after.status) return;
    this.#byStatus[before.status].delete(index);
    this.#byStatus[after.status].add(index);
    const counts = this.#classCounts[this.classOf(index)]!;
    counts[before.status]--;
    counts[after.status]++;
    if (before.status === "waiting") this.#queueOf(index).remove(index);
    if (before.status === "done")
      for (const dependent of this.#dependencies.unmeet(index)) this.#queueOf(dependent).remove(dependent);
    if (after.status === "done")
      for (const dependent of this.#dependencies.meet(index)) this.#enqueue(dependent, "fresh");
    if (after.status === "waiting") this.#enqueue(index, place);
  }

  #enqueue(index: number, place: Place): void {
    if (this.entry(index).status !== "waiting" || this.#dependencies.unmet(index) > 0) return;
    this.#queueOf(index).push(index, place);
  }

  #queueOf(index: number): ReadyQueue {
    return this.#ready[this.classOf(index)]!;
  }
}

function isEmpty(entry: Entry): boolean {
  return (entry.progress?.npoints ?? 0) === 0;
}

/** Whether a text names a state of an entry. */
export function isEntryStatus(text: string | null): text is EntryStatus {
  return STATUSES.includes(text as EntryStatus);
}
