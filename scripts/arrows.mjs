// The folders of src/ and what each may import (DESIGN: "Folders"). One table, from which the
// TypeScript project references are written and against which every import is checked.

const node = { types: ["node"] };
const dom = { lib: ["ES2022", "DOM", "DOM.Iterable"] };

/** folder -> what it may import, and the ambient types it compiles with. */
export const folders = {
  protocol: { imports: [] },
  learner: { imports: [] },
  goal: { imports: ["protocol", "learner"] },
  plot: { imports: ["protocol", "learner"] },
  exec: { imports: ["protocol"], ...node },
  external: { imports: ["protocol", "exec"], ...node },
  "capture/revive": { imports: ["protocol"], ...node },
  capture: { imports: ["protocol", "learner", "capture/revive"], ...node },
  checkpoint: { imports: ["protocol", "learner"], ...node },
  runner: {
    imports: ["protocol", "learner", "goal", "checkpoint", "capture/revive", "external"],
    ...node,
  },
  scheduler: { imports: ["protocol", "exec"], ...node },
  transport: { imports: ["protocol"], ...node },
  database: { imports: ["protocol"], ...node },
  log: { imports: ["protocol"], ...node },
  manager: {
    imports: ["protocol", "scheduler", "database", "transport", "checkpoint", "log"],
    ...node,
  },
  worker: {
    imports: ["protocol", "runner", "transport", "checkpoint", "log", "capture/revive"],
    ...node,
  },
  run: {
    imports: [
      "protocol",
      "manager",
      "scheduler",
      "transport",
      "capture",
      "capture/revive",
      "checkpoint",
      "goal",
      "learner",
      "log",
    ],
    ...node,
  },
  kernel: { imports: ["protocol", "run", "runner", "plot"], ...node },
  ui: { imports: ["protocol", "plot"], ...dom },
  widget: { imports: ["protocol", "ui"], ...dom },
  lab: { imports: ["protocol", "widget", "ui"], ...dom },
  cli: { imports: ["protocol", "run", "scheduler"], ...node },
};

/** The folder of `folders` that a path below src/ belongs to; undefined for the door itself. */
export function folderOf(path) {
  const parts = path.split("/");
  for (let n = Math.min(2, parts.length - 1); n > 0; n--) {
    const name = parts.slice(0, n).join("/");
    if (name in folders) return name;
  }
  return undefined;
}
