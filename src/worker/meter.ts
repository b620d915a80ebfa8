import type { Progress } from "../protocol/index.js";
import type { Figures } from "./shared-state.js";
import { readUsage, type Usage } from "./usage.js";

/** Makes {@link Progress} out of the runner's figures and what the job's processes use. */
export class Meter {
  readonly #startedAt = performance.now();
  #lastAt = performance.now();
  #last: Usage;
  #cpu = 0;

  constructor(
    readonly cores: number,
    pids: readonly number[],
  ) {
    this.#last = readUsage(pids);
  }

  /** `cpu` is of the time since the last call, or since the learner was got when that was just now. */
  progress(
    figures: Figures,
    { pids, dataSize }: { readonly pids: readonly number[]; readonly dataSize: number },
  ): Progress {
    const now = performance.now();
    const usage = readUsage(pids);
    const seconds = (now - this.#lastAt) / 1000;
    if (seconds > 0.05) {
      this.#cpu = Math.max(0, usage.cpuSeconds - this.#last.cpuSeconds) / seconds;
      this.#lastAt = now;
      this.#last = usage;
    }
    const elapsed = (now - this.#startedAt) / 1000;
    const busy = figures.functionSeconds / (this.cores * elapsed);
    return {
      npoints: figures.npoints,
      newPoints: figures.newPoints,
      loss: Number.isFinite(figures.loss) ? figures.loss : null,
      pending: figures.pending,
      at: Date.now(),
      cpu: this.#cpu,
      memory: usage.bytes,
      overhead: Math.min(1, Math.max(0, 1 - busy)),
      dataSize,
      rate: elapsed > 0 ? figures.newPoints / elapsed : 0,
      retried: figures.retried,
    };
  }
}
