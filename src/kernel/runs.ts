import { isOver, PROTOCOL_VERSION, RUNS_TARGET, type RunView, type Snapshot } from "../protocol/index.js";
import { commSupport } from "./comm/install.js";
import type { Comm, CommHub } from "./comm/hub.js";
import { throttle } from "./throttle.js";
import { answerRequest } from "./widget/requests.js";

const INTERVAL_MS = 500;

/** Runs of this kernel by hub, so that each is announced once. */
const registries = new WeakMap<CommHub, RunRegistry>();

/**
 * Makes a run known to the front ends of this kernel, for the panel that lists all runs.
 *
 * Does nothing outside a tslab kernel, and in one whose version gets no comms.
 */
export function announceRun(view: RunView): void {
  const support = commSupport();
  if (!("hub" in support)) return;
  const { hub } = support;
  const registry = registries.get(hub) ?? new RunRegistry(hub);
  registries.set(hub, registry);
  registry.add(view);
}

/** The runs of one kernel and the panels that follow them. */
class RunRegistry {
  readonly #views = new Set<RunView>();
  readonly #hub: CommHub;
  /** What each panel was sent last. */
  readonly #panels = new Map<Comm, Map<RunView, Snapshot>>();
  readonly #tell = throttle(() => {
    for (const panel of this.#panels.keys()) this.#send(panel);
  }, INTERVAL_MS);

  constructor(hub: CommHub) {
    this.#hub = hub;
    hub.serve(RUNS_TARGET, (comm) => this.#opened(comm));
  }

  add(view: RunView): void {
    if (this.#views.has(view)) return;
    this.#views.add(view);
    const unsubscribe = view.onSnapshot((snapshot) => {
      this.#tell.request();
      if (!isOver(snapshot.status)) return;
      this.#tell.flush();
      unsubscribe();
    });
    this.#hub.announce(RUNS_TARGET);
    this.#tell.request();
  }

  #opened(comm: Comm): void {
    this.#panels.set(comm, new Map());
    comm.onClose = () => this.#panels.delete(comm);
    comm.onMessage = ({ data }) => {
      const view = [...this.#views].find((one) => one.snapshot()?.runId === data["runId"]);
      void answerRequest(view, data, (reply, buffers) => comm.send({ data: reply, buffers }));
    };
    this.#send(comm, true);
  }

  #send(comm: Comm, even = false): void {
    const sent = this.#panels.get(comm);
    if (sent === undefined) return;
    const runs: Snapshot[] = [];
    for (const view of this.#views) {
      const snapshot = view.snapshot();
      if (snapshot === null || snapshot === sent.get(view)) continue;
      sent.set(view, snapshot);
      runs.push(snapshot);
    }
    if (runs.length > 0 || even) comm.send({ data: { protocol: PROTOCOL_VERSION, runs } });
  }
}
