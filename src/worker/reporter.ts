import type { ReportReply, StartReply, WorkerId, WorkerRequest } from "../protocol/index.js";
import { AdaptiveSchedulerError } from "../protocol/index.js";
import type { Client, RequestOptions } from "../transport/index.js";

type WithoutWorker<R> = R extends WorkerRequest ? Omit<R, "worker"> : never;
type Body<V extends WorkerRequest["verb"]> = WithoutWorker<Extract<WorkerRequest, { verb: V }>>;

/** What a job tells of its learner. */
export type Report = Body<"progress" | "finish" | "fail" | "release">;

/** Which learner a job has, and under which epoch. */
export interface Assignment {
  readonly index: number;
  readonly epoch: number;
}

/** Errors after which nobody will ever answer this worker. */
const FINAL = new Set(["refused-key", "run-gone"]);

/** What a worker says to its manager. Only answers matter: no answer is `null`, and never an error. */
export class Reporter {
  #isSilent = false;

  constructor(
    readonly client: Client,
    readonly worker: WorkerId,
    readonly note: (text: string) => void,
    /** Called when there is no manager to wait for any more, with the reason. */
    readonly onAbandoned: (reason: string) => void,
  ) {}

  start(body: Body<"start">, options: RequestOptions): Promise<StartReply | null> {
    return this.#ask<StartReply>({ ...body, worker: this.worker }, options);
  }

  report(body: Report, options: RequestOptions): Promise<ReportReply | null> {
    return this.#ask<ReportReply>({ ...body, worker: this.worker }, options);
  }

  async leave(): Promise<void> {
    await this.#ask({ verb: "leave", worker: this.worker }, { timeoutMs: 500, retries: 0 });
  }

  async #ask<T>(request: WorkerRequest, options: RequestOptions): Promise<T | null> {
    try {
      const reply = await this.client.request<T>(request, options);
      if (this.#isSilent) this.note("the manager answers again");
      this.#isSilent = false;
      return reply;
    } catch (error) {
      if (options.signal?.aborted === true) return null;
      if (error instanceof AdaptiveSchedulerError && FINAL.has(error.code)) this.onAbandoned(error.message);
      if (!this.#isSilent) this.note(`${request.verb}: ${explain(error)}`);
      this.#isSilent = true;
      return null;
    }
  }
}

function explain(error: unknown): string {
  if (!(error instanceof AdaptiveSchedulerError)) return String(error);
  return error.code === "no-answer"
    ? "the manager does not answer; computing on"
    : `${error.code}: ${error.message}`;
}
