export { LogWriter, logPath, type LogEvent, type LogWriterOptions } from "./log-writer.js";
export { createPointNote, PointNote, pointNotePath, readPointNote } from "./point-note.js";
export { parseLogLine, type OutputLine, type ParsedLine } from "./parse-line.js";
export { readNewLines, readTail, type Tail, type TailOptions } from "./tail.js";
export { followLog, type FollowOptions } from "./follow.js";
export { LogSearch, lineMatcher, type LineMatcher } from "./search.js";
export { PredicateSearch, type LogPredicate } from "./predicate-search.js";
export { listLogs, readLogRows, rowsOf, type LogRow, type ReadRowsOptions } from "./rows.js";
export { summariseLines, summariseLogs, type LogSummary } from "./summarise.js";
