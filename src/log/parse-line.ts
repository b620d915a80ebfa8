import type { LogLine } from "../protocol/index.js";

/** A line that is not ours: what the user's function or a program of it printed. */
export interface OutputLine {
  readonly event: "output";
  readonly text: string;
}

export type ParsedLine = LogLine | OutputLine;

/** Reads a line of a job's log; whatever is not a log line of ours is output. */
export function parseLogLine(text: string): ParsedLine {
  if (text.startsWith("{")) {
    try {
      const line = JSON.parse(text) as Partial<LogLine>;
      if (typeof line.event === "string" && typeof line.at === "number") return line as LogLine;
    } catch {
      // printed by the user's function
    }
  }
  return { event: "output", text };
}
