import type { DatabaseRules } from "../../src/database/index.js";

/** The run file of `learners` plain learners, as far as the database needs it. */
export function rulesOf(learners: number, more: Partial<DatabaseRules> = {}): DatabaseRules {
  return {
    runId: "run-1",
    createdAt: 1000,
    fnames: Array.from({ length: learners }, (_, i) => `data/${i}.arrow`),
    dependencies: {},
    classOf: null,
    resourceClasses: [],
    manager: { maxFailsPerJob: 50 },
    ...more,
  };
}
