export { heldBy } from "./complete.js";
export { Database, openDatabase, readDatabase } from "./database.js";
export type { DatabaseOptions, DatabaseView } from "./database.js";
export { isEntryStatus } from "./entry-store.js";
export type { EntryCounts, EntryTotals } from "./entry-store.js";
export type { Submission } from "./job-store.js";
export type { DatabaseRules, RunEnd } from "./state.js";
export { countsAsFail } from "./transitions.js";
