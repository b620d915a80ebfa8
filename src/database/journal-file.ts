import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AdaptiveSchedulerError, PROTOCOL_VERSION, RUN_FOLDER } from "../protocol/index.js";
import type { JournalEvent } from "../protocol/index.js";
import { DatabaseState } from "./state.js";
import type { DatabaseRules } from "./state.js";

const NAME = /^journal\.(\d+)\.jsonl$/;
const NEWLINE = 10;

/** Lists the generations of journal in a run folder, the highest first. */
export async function listGenerations(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** Writes events as the lines of a journal. */
export function writeLines(events: Iterable<JournalEvent>): string {
  let text = "";
  for (const event of events) text += `${JSON.stringify(event)}\n`;
  return text;
}

/** Gives a text's lines with their numbers (from 1); what follows the last newline is a torn line, and dropped. */
export function* readLines(bytes: Buffer): Generator<{ readonly line: number; readonly text: string }> {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) return;
    yield { line, text: bytes.toString("utf8", start, end) };
    start = end + 1;
  }
}

/** A state read from a run folder. */
export interface LoadedState {
  readonly state: DatabaseState;
  /** The highest generation that exists, whole or not; 0 for none. */
  readonly highest: number;
  /** The generation that the state was read from; 0 for none. */
  readonly generation: number;
}

/**
 * Reads the state of a run from the journal of the highest generation that is whole. A manager that dies while it
 * takes over leaves a generation that is not, and has replied to nobody from it.
 *
 * Throws with code `journal-corrupt`, `journal-version` or `journal-mismatch`, naming the file and the line.
 */
export async function loadState(folder: string, rules: DatabaseRules): Promise<LoadedState> {
  const generations = await listGenerations(folder);
  const highest = generations[0] ?? 0;
  for (const generation of generations) {
    const path = join(folder, RUN_FOLDER.journal(generation));
    const state = foldJournal(path, await readFile(path), rules);
    if (state !== undefined) return { state, highest, generation };
  }
  return { state: new DatabaseState(rules), highest, generation: 0 };
}

/** Folds a journal into a state; undefined when it breaks off before the compaction at its head is whole. */
export function foldJournal(path: string, bytes: Buffer, rules: DatabaseRules): DatabaseState | undefined {
  const state = new DatabaseState(rules);
  let isWhole = false;
  for (const { line, text } of readLines(bytes)) {
    const event = parseEvent(path, line, text);
    if (line === 1) checkHeader(path, event, rules);
    try {
      state.apply(event);
    } catch (cause) {
      throw corrupt(path, line, cause instanceof Error ? cause.message : String(cause), cause);
    }
    if (event.type === "compacted") isWhole = true;
  }
  return isWhole ? state : undefined;
}

function parseEvent(path: string, line: number, text: string): JournalEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corrupt(path, line, "it is no JSON", cause);
  }
  const event = value as Partial<JournalEvent> | null;
  if (typeof event !== "object" || typeof event?.type !== "string" || typeof event.at !== "number") {
    throw corrupt(path, line, "it is no event");
  }
  return event as JournalEvent;
}

function checkHeader(path: string, event: JournalEvent, rules: DatabaseRules): void {
  if (event.type !== "opened") throw corrupt(path, 1, `a journal begins with "opened", not "${event.type}"`);
  const { protocol, runId, learners } = event;
  // As read from a file: whatever stands there.
  if ((protocol as unknown) !== PROTOCOL_VERSION) {
    throw new AdaptiveSchedulerError(
      "journal-version",
      `${path} line 1: the journal was written with protocol ${protocol}, this version reads ${PROTOCOL_VERSION}. Go on with the version that wrote it, or start the run afresh.`,
    );
  }
  if (runId !== rules.runId || learners !== rules.fnames.length) {
    throw new AdaptiveSchedulerError(
      "journal-mismatch",
      `${path} line 1: the journal is of run ${runId} with ${learners} learners, run.json of run ${rules.runId} with ${rules.fnames.length}. Put back the run.json that belongs to it, or start the run afresh.`,
    );
  }
}

function corrupt(path: string, line: number, why: string, cause?: unknown): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError(
    "journal-corrupt",
    `${path} line ${line} is damaged: ${why}. Nothing was changed. Restore the file, or start the run afresh: the learners' own files are not affected.`,
    { cause, details: { path, line } },
  );
}
