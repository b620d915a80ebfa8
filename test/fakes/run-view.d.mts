import type { Problem, RunView, Snapshot } from "../../src/protocol/index.js";

export function fakeSnapshot(patch?: Partial<Snapshot>): Snapshot;
export function fakeProblem(patch?: Partial<Problem>): Problem;
export class FakeRunView implements RunView {
  constructor(snapshot?: Snapshot);
  readonly calls: unknown[][];
  readonly listeners: Set<(snapshot: Snapshot) => void>;
  logCount: number;
  set(patch: Partial<Snapshot>): void;
  snapshot: RunView["snapshot"];
  onSnapshot: RunView["onSnapshot"];
  rows: RunView["rows"];
  cancel: RunView["cancel"];
  cleanup: RunView["cleanup"];
  trigger: RunView["trigger"];
  loadLearners: RunView["loadLearners"];
  logs: RunView["logs"];
  queue: RunView["queue"];
  plot: RunView["plot"];
  results: RunView["results"];
}
