// A run that only pretends, for tests of what shows it: in a cell of a real kernel and in a browser.
// Plain JavaScript, because both load it as it is.

const START = Date.UTC(2026, 0, 15, 12, 0, 0);

/** A snapshot in the middle of a run; `patch` replaces fields. */
export function fakeSnapshot(patch = {}) {
  return {
    protocol: 1,
    serial: 1,
    runId: "run-1",
    jobName: "adaptive-scheduler",
    runFolder: "/home/me/runs/adaptive-scheduler",
    scheduler: "SLURM",
    status: "running",
    generation: 1,
    at: START + 3_725_000,
    startedAt: START,
    endedAt: null,
    learners: { total: 20, waiting: 6, running: 8, done: 5, failed: 1, empty: 6 },
    jobs: { pending: 3, running: 8, ended: 6, failed: 1, submitted: 17, causes: { finished: 5, code: 1 } },
    points: 12_345,
    pointsPerSecond: 42.123,
    meanCpu: 0.934,
    meanMemory: 150e6,
    maxMemory: 310e6,
    overhead: 0.031,
    latestLoss: 0.00123,
    dataSize: 3_400_000,
    startDelay: { mean: 12.3, std: 4.2 },
    lastWordAgeSeconds: 2.1,
    problems: [],
    schedulerUnreachableSince: null,
    commands: { sbatch: 1, squeue: 7 },
    manager: { pid: 4242, host: "login1", cpu: 0.004, memory: 90e6 },
    ...patch,
  };
}

/** A group of learners that failed alike. */
export function fakeProblem(patch = {}) {
  const error = {
    message: "Error: singular matrix <at x = 0>",
    stack: "Error: singular matrix <at x = 0>\n    at solve (cell 3:7:11)\n    at h (cell 3:12:3)",
    point: [0, 1.5],
  };
  return {
    message: error.message,
    advice: "The function throws for this point: look at the stack, mend it, and start the run again.",
    count: 3,
    examples: [{ index: 4, error }],
    ...patch,
  };
}

const STATUSES = ["done", "running", "waiting", "failed"];

function learnerRow(index) {
  const status = STATUSES[index % STATUSES.length];
  return {
    index,
    fname: `data/a_${index}.arrow`,
    status,
    epoch: 1,
    jobId: status === "running" ? `100_${index}` : null,
    npoints: status === "waiting" ? 0 : 10 * index,
    loss: status === "waiting" ? null : 1 / (index + 1),
    fails: status === "failed" ? 3 : 0,
    error: status === "failed" ? fakeProblem().examples[0].error : null,
    startedAt: status === "waiting" ? null : START + index * 1000,
    endedAt: status === "done" ? START + index * 2000 : null,
  };
}

function jobRow(index) {
  const ended = index % 3 === 0;
  return {
    jobId: `100_${index}`,
    token: "t0",
    resourceClass: 0,
    submittedAt: START,
    status: ended ? "ended" : "running",
    node: `n${index % 4}`,
    startedAt: START + 5000,
    heardAt: START + 60_000,
    endedAt: ended ? START + 90_000 : null,
    cause: ended ? "finished" : null,
    detail: "",
    index: ended ? null : index,
  };
}

function logLine(index) {
  const base = { at: START + index * 1000, jobId: `100_${index % 5}`, node: `n${index % 4}` };
  if (index % 10 === 9) return { ...base, event: "error", index: 4, error: fakeProblem().examples[0].error };
  return { ...base, event: "note", text: `line ${index}` };
}

/** A run view over made-up rows, which remembers what it was asked to do. */
export class FakeRunView {
  calls = [];
  listeners = new Set();
  logCount = 200;

  constructor(snapshot = fakeSnapshot()) {
    this.current = snapshot;
  }
  snapshot() {
    return this.current;
  }
  onSnapshot(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  /** Changes the snapshot and tells the listeners. */
  set(patch) {
    this.current = { ...this.current, serial: this.current.serial + 1, ...patch };
    for (const listener of [...this.listeners]) listener(this.current);
  }
  async rows(table, offset, limit, status) {
    this.calls.push(["rows", table, offset, limit, status]);
    const make = table === "learners" ? learnerRow : jobRow;
    const count = table === "learners" ? this.current.learners.total : this.current.jobs.submitted;
    const all =
      status === null
        ? null
        : Array.from({ length: count }, (_, i) => make(i)).filter((row) => row.status === status);
    if (all !== null) return { total: all.length, rows: all.slice(offset, offset + limit) };
    const end = Math.min(count, offset + limit);
    return {
      total: count,
      rows: Array.from({ length: Math.max(0, end - offset) }, (_, i) => make(offset + i)),
    };
  }
  async cancel() {
    this.calls.push(["cancel"]);
    this.set({
      status: "cancelled",
      endedAt: this.current.at,
      jobs: { ...this.current.jobs, running: 0, pending: 0 },
    });
  }
  async cleanup(options) {
    this.calls.push(["cleanup", options]);
  }
  async trigger() {
    this.calls.push(["trigger"]);
    this.set({});
  }
  async loadLearners() {
    this.calls.push(["loadLearners"]);
    return { loaded: 14, missing: 6 };
  }
  async logs(query) {
    this.calls.push(["logs", query]);
    let lines = Array.from({ length: this.logCount }, (_, i) => logLine(i));
    if (query.jobId !== null) lines = lines.filter((line) => line.jobId === query.jobId);
    if (query.status === "failed") lines = lines.filter((line) => line.event === "error");
    if (query.search !== null) {
      const search = query.search.toLowerCase();
      lines = lines.filter((line) => JSON.stringify(line).toLowerCase().includes(search));
    }
    const end = lines.length - query.offset;
    return { total: lines.length, lines: lines.slice(Math.max(0, end - query.limit), Math.max(0, end)) };
  }
  async queue() {
    this.calls.push(["queue"]);
    const rows = [
      {
        jobId: "100_1",
        name: "adaptive-scheduler-t0",
        state: "running",
        reason: "",
        nodes: "n1",
        startedAt: START,
      },
      {
        jobId: "100_2",
        name: "adaptive-scheduler-t0",
        state: "pending",
        reason: "Resources",
        nodes: "",
        startedAt: null,
      },
    ];
    return rows;
  }
  async results(index, offset, limit) {
    this.calls.push(["results", index, offset, limit]);
    const total = 200;
    const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => [
      (offset + i) / 100 - 1,
      ((offset + i) / 100 - 1) ** 2,
    ]);
    return { columns: ["x", "y"], total, rows };
  }
  async plot(index) {
    this.calls.push(["plot", index]);
    throw new Error("this learner has no plot");
  }
}
