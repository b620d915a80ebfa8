import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { PointNote } from "../log/point-note.js";
import type { PointError } from "../protocol/index.js";
import {
  Attempts,
  describeError,
  goalPredicate,
  PointFailedError,
  PoolBrokenError,
  PoolExecutor,
  processMembers,
  runLoop,
  SequentialExecutor,
  threadMembers,
  type Attempt,
  type EvaluationWatch,
  type Executor,
  type Learner,
  type MapStack,
  type ShippedFunction,
} from "../runner/index.js";
import { describeLearner } from "./describe-learner.js";
import type { FromRunner, RunnerThreadData, ToRunner } from "./runner-messages.js";
import { SharedState } from "./shared-state.js";
import { RingWriter } from "./told-ring.js";

/** A learner as capture revives it. */
export interface RevivedLearner {
  readonly learner: Learner;
  readonly goal?: (learner: Learner) => boolean;
  readonly initializer?: () => unknown;
}

/** How the thread gets its learners. */
export interface RunnerThreadPorts {
  readonly revive: (shipped: ShippedFunction) => Promise<RevivedLearner>;
  readonly mapStack: MapStack;
  /** The bundle, which pool members run too. */
  readonly file: string;
}

/** The loss is looked at this often: it may cost more than a point. */
const LOSS_INTERVAL_MS = 500;

/** How often a thread that is held looks whether it still is. */
const HELD_LOOK_MS = 50;

/** Is the program of the runner thread: holds the learner, asks, evaluates, tells; user code runs here. */
export function startRunnerThread(data: RunnerThreadData, ports: RunnerThreadPorts): void {
  const port = parentPort;
  if (port === null) throw new Error("the runner thread was started outside a worker thread");
  const send = (message: FromRunner): void => port.postMessage(message);
  const thread = new RunnerThread(data, ports, send);
  port.on("message", (message: ToRunner) => {
    if (message.type === "stop") thread.stop();
    else void thread.serve(message);
  });
}

class RunnerThread {
  readonly #state: SharedState;
  readonly #ring: RingWriter;
  /** Of the points that this thread evaluates itself. */
  readonly #note: PointNote | null;
  readonly #stop = new AbortController();
  #revived: RevivedLearner | null = null;
  #shipped: ShippedFunction | null = null;
  #pool: PoolExecutor<Attempt> | null = null;

  constructor(
    readonly data: RunnerThreadData,
    readonly ports: RunnerThreadPorts,
    readonly send: (message: FromRunner) => void,
  ) {
    this.#state = new SharedState(data.state);
    this.#note = data.noteFile === null ? null : new PointNote(data.noteFile, 0);
    this.#ring = new RingWriter(data.ring, data.large, () => send({ type: "filling" }));
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Answers a message; what goes wrong is the learner's failure. */
  async serve(message: Exclude<ToRunner, { type: "stop" }>): Promise<void> {
    try {
      if (message.type === "learner") await this.#revive(message);
      else await this.#run(message.points, message.values);
    } catch (thrown) {
      this.send({ type: "failed", error: this.#describe(thrown), isClean: this.#pool !== null });
    }
  }

  #describe(thrown: unknown): PointError {
    if (thrown instanceof PointFailedError || thrown instanceof PoolBrokenError) return thrown.pointError;
    return describeError(thrown, this.ports.mapStack, this.#state.point);
  }

  async #revive({ index, functions }: Extract<ToRunner, { type: "learner" }>): Promise<void> {
    this.#forgetPoints();
    const folder = this.data.functions;
    // A learner that replaced another one stands alone in its folder.
    this.#shipped =
      functions === undefined ? { folder, index } : { folder: join(folder, functions), index: 0 };
    this.#revived = await this.ports.revive(this.#shipped);
    this.send({ type: "revived", ...describeLearner(this.#revived.learner) });
  }

  async #run(points: readonly unknown[], values: readonly unknown[]): Promise<void> {
    const revived = this.#revived;
    if (revived === null) throw new Error("there is no learner to run");
    const { learner } = revived;
    if (points.length > 0) learner.tellMany(points, values);
    const attempts = new Attempts(this.data.retries, this.data.raiseIfRetriesExceeded);
    const executor = await this.#executor(revived);
    const figures = this.#startFigures(learner, attempts);
    let inFlight = 0;
    const end = await runLoop({
      learner,
      isDone: goalPredicate(this.data.goal, {
        now: Date.now,
        startedAt: Date.now(),
        predicate: revived.goal,
      }),
      executor,
      ntasks: this.data.ntasks,
      attempts,
      signal: this.#stop.signal,
      graceMs: this.data.graceMs,
      isStopped: () => this.#state.isStopped,
      held: () => (this.#state.isHeld ? setTimeout(HELD_LOOK_MS) : null),
      beforeTell: (point, value) => this.#ring.stage(point, value),
      afterTell: (_point, _value, seconds) => {
        this.#ring.publish();
        figures.told(seconds);
      },
      onEnd: (left) => (inFlight = left),
    }).finally(() => figures.final());
    this.#forgetPoints();
    const isClean = inFlight === 0 || this.#pool !== null;
    this.send({ type: "ended", end, isClean, givenUp: attempts.failed.length });
  }

  /** Keeps the points that are evaluated: for a death of the thread, and for one of the process. */
  #watch(): Pick<EvaluationWatch, "begin" | "end"> {
    return {
      begin: (point) => {
        this.#state.setPoint(point);
        this.#note?.begin(point);
      },
      end: (point) => this.#note?.end(point),
    };
  }

  #forgetPoints(): void {
    this.#state.setPoint(undefined);
    this.#note?.clear();
  }

  async #executor({ learner, initializer }: RevivedLearner): Promise<Executor<Attempt>> {
    const { executor, cores, ntasks, noteFile } = this.data;
    if (executor === "sequential") {
      await initializer?.();
      const { mapStack } = this.ports;
      return new SequentialExecutor<Attempt>(learner.function, { mapStack, watch: this.#watch() });
    }
    if (executor === "nodes") throw new Error("the executor nodes is not there yet");
    const shipped = this.#shipped!;
    if (this.#pool === null) {
      const { file } = this.ports;
      const start =
        executor === "threads" ? threadMembers(file, { data: { noteFile } }) : processMembers(file);
      this.#pool = new PoolExecutor<Attempt>({ cores, start, shipped, ntasks });
      this.#pool.onMembersChange = (pids) => this.send({ type: "processes", pids });
      this.send({ type: "processes", pids: this.#pool.pids });
    } else await this.#pool.use(shipped);
    return this.#pool;
  }

  /** Keeps the shared figures: cheap ones at each point, the loss now and then. */
  #startFigures(learner: Learner, attempts: Attempts): { told(seconds: number): void; final(): void } {
    const figures = { npoints: 0, loss: NaN, pending: 0, newPoints: 0, functionSeconds: 0, retried: 0 };
    let lossAt = -Infinity;
    const update = (now: number, isFinal: boolean): void => {
      figures.npoints = learner.npoints;
      figures.pending = learner.pendingPoints.size;
      figures.retried = attempts.retried;
      if (isFinal || now - lossAt > LOSS_INTERVAL_MS) {
        figures.loss = learner.npoints === 0 ? NaN : learner.loss();
        lossAt = now;
      }
      this.#state.setFigures(figures);
    };
    update(performance.now(), false);
    return {
      told: (seconds) => {
        figures.newPoints += 1;
        figures.functionSeconds += seconds;
        update(performance.now(), false);
      },
      final: () => update(performance.now(), true),
    };
  }
}
