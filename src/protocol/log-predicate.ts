import type { ErrorRecord } from "./errors.js";

/** The entry word with which the worker's bundle starts as the thread of a `killOnError` predicate. */
export const PREDICATE_ENTRY = "--log-predicate";

/** What the thread is started with. */
export interface PredicateThreadData {
  readonly entry: typeof PREDICATE_ENTRY;
  /** The folder of captured functions, and the record in it that has the predicate. */
  readonly functions: string;
  readonly record: number;
}

/** The record of a predicate. */
export interface PredicateRecord {
  readonly killOnError: (lines: string[]) => boolean | Promise<boolean>;
}

/** A log to judge. */
export interface PredicateQuestion {
  readonly id: number;
  readonly lines: string[];
}

export type PredicateAnswer = { readonly id: number } & (
  { readonly matches: boolean } | { readonly error: ErrorRecord }
);
