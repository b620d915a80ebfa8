// Runs in the page: makes each state of the elements, by name, on a run that only pretends.
import {
  defineElements,
  tagOf,
  type Connection,
  type ListedRun,
  type RunList,
  type RunView,
} from "../../src/ui/index.js";
import type { PlotControl } from "../../src/plot/plot-control.js";
import type { Snapshot } from "../../src/protocol/index.js";
import { FakeRunView, fakeProblem, fakeSnapshot } from "../fakes/run-view.mjs";

/** Answers as a kernel would, or never, or with an error. */
function connect(view: FakeRunView, mode: "good" | "silent" | "broken"): Connection {
  const methods: Record<string, (params: never) => Promise<unknown>> = {
    rows: (p: { table: "learners" | "jobs"; offset: number; limit: number; status: string | null }) =>
      view.rows(p.table, p.offset, p.limit, p.status),
    cancel: () => view.cancel(),
    cleanup: (p: { oldLogs: boolean }) => view.cleanup(p),
    trigger: () => view.trigger(),
    loadLearners: () => view.loadLearners(),
    logs: (p: Parameters<FakeRunView["logs"]>[0]) => view.logs(p),
    queue: async (p: { offset: number; limit: number }) => {
      const rows = await view.queue();
      return { total: rows.length, rows: rows.slice(p.offset, p.offset + p.limit) };
    },
    results: (p: { index: number; offset: number; limit: number }) =>
      view.results(p.index, p.offset, p.limit),
    plot: (p: { index: number; choice: Record<string, number> }) => {
      view.calls.push(["plot", p.index, p.choice]);
      const controls = p.index % plots.length === 1 ? choicesOf(p.choice) : [];
      return Promise.resolve({ plot: plots[p.index % plots.length], controls });
    },
  };
  return {
    call: (method, params) => {
      if (mode === "silent") return new Promise(() => undefined);
      if (mode === "broken") return Promise.reject(new Error("disk on fire"));
      return methods[method]!(params as never) as never;
    },
  };
}

const x = Float64Array.from({ length: 60 }, (_, i) => i / 30 - 1);
const plots: unknown[] = [
  {
    kind: "curve",
    x,
    series: [
      { name: "y[0]", y: x.map((v) => v ** 3) },
      { name: "y[1]", y: x.map((v) => Math.sin(5 * v)) },
    ],
    joined: true,
    xLabel: "x",
    yLabel: "y",
    xDomain: [-1, 1],
  },
  {
    kind: "surface",
    x: Float64Array.of(0, 1, 0, 1, 0.5),
    y: Float64Array.of(0, 0, 1, 1, 0.5),
    value: Float64Array.of(0, 1, 2, 3, 8),
    triangles: Uint32Array.of(0, 1, 4, 1, 3, 4, 3, 2, 4, 2, 0, 4),
    xLabel: "x",
    yLabel: "y",
    xDomain: [0, 1],
    yDomain: [0, 1],
  },
  null,
];

const choicesOf = (choice: Record<string, number>): PlotControl[] => [
  {
    kind: "select",
    key: "view",
    label: "view",
    options: ["plane x, y", "along x"],
    value: choice["view"] ?? 0,
  },
  { kind: "range", key: "cut.2", label: "z", min: 0, max: 1, step: 0.005, value: choice["cut.2"] ?? 0.5 },
];

const empty = { total: 0, waiting: 0, running: 0, done: 0, failed: 0, empty: 0 };
const over = { status: "finished", endedAt: fakeSnapshot().at } as const;

const runs: Record<
  string,
  { patch?: Partial<Snapshot> | null; mode?: "silent" | "broken"; connected?: boolean }
> = {
  running: {},
  "not started": { patch: null },
  "not started, kernel gone": { patch: null, connected: false },
  finished: { patch: { ...over, learners: { ...empty, total: 20, done: 20 } } },
  failed: { patch: { ...over, status: "failed", problems: [fakeProblem()] } },
  cancelled: { patch: { ...over, status: "cancelled" } },
  empty: { patch: { learners: empty, points: 0, jobs: { ...fakeSnapshot().jobs, submitted: 0 } } },
  problems: {
    patch: { problems: [fakeProblem(), fakeProblem({ count: 1, examples: [{ index: 7, error: null }] })] },
  },
  unreachable: { patch: { schedulerUnreachableSince: fakeSnapshot().startedAt } },
  loading: { mode: "silent" },
  error: { mode: "broken" },
  disconnected: { connected: false },
  huge: { patch: { learners: { ...empty, total: 100_000, waiting: 99_000, done: 1000 } } },
};

const harness = {
  view: null as FakeRunView | null,
  events: [] as unknown[],
  states: Object.keys(runs),
  /** Puts one run on the page. */
  async showRun(state: string): Promise<void> {
    const { patch, mode, connected } = runs[state]!;
    const view = new FakeRunView(fakeSnapshot(patch ?? {}));
    const element = document.createElement(tagOf("run")) as RunView;
    element.snapshot = patch === null ? null : view.snapshot();
    element.connection = connect(view, mode ?? "good");
    element.connected = connected ?? true;
    view.onSnapshot((snapshot) => (element.snapshot = snapshot));
    harness.view = view;
    document.querySelector("main")!.replaceChildren(element);
    await element.updateComplete;
  },
  /** All text on the page, inside the elements too. */
  text(node: Node = document.querySelector("main")!): string {
    if (node instanceof HTMLStyleElement) return "";
    if (node instanceof Text) return node.data.replace(/\s+/g, " ");
    const root = node instanceof Element ? (node.shadowRoot ?? node) : node;
    return [...root.childNodes].map((child) => harness.text(child)).join("");
  },
  /** Puts the list of the sidebar on the page. */
  async showList(names: readonly string[], properties: Partial<RunList> = {}): Promise<void> {
    const element = document.createElement(tagOf("run-list")) as RunList;
    element.runs = names.map((state, i): ListedRun => {
      const snapshot = fakeSnapshot({ ...runs[state]!.patch, runId: `run-${String(i)}`, jobName: state });
      const notebook = state === "empty" ? null : `${state}.ipynb`;
      return { kernelId: String(i), notebook, connected: runs[state]!.connected ?? true, snapshot };
    });
    Object.assign(element, properties);
    for (const name of ["run-cancel", "run-open"]) {
      element.addEventListener(name, (event) =>
        harness.events.push([name, (event as CustomEvent<ListedRun>).detail.snapshot.jobName]),
      );
    }
    document.querySelector("main")!.replaceChildren(element);
    await element.updateComplete;
  },
};

defineElements();
defineElements();
Object.assign(globalThis, { harness });
export type Harness = typeof harness;
