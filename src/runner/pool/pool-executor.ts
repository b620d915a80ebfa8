import { AdaptiveSchedulerError, type PointError } from "../../protocol/index.js";
import type { Executor, Settled, Task } from "../executor.js";
import { plainPoint } from "../point-error.js";
import { BatchSize } from "./batch-size.js";
import type { MemberHandle, StartMember } from "./member-handle.js";
import type { BatchPart, FromMember, ShippedFunction } from "./messages.js";
import { pack, unpack } from "./pack.js";

/** Points that a member has been sent; those before `done` are settled. */
interface Batch<T> {
  readonly id: number;
  readonly tasks: readonly T[];
  done: number;
}

interface Member<T> {
  handle: MemberHandle;
  batches: Map<number, Batch<T>>;
}

/** A pool's function cannot be had in its threads or processes, or these end by themselves again and again. */
export class PoolBrokenError extends AdaptiveSchedulerError {
  constructor(readonly pointError: PointError) {
    super("pool-broken", `no point can be evaluated: ${pointError.message}\n${pointError.stack}`);
  }
}

/** What a {@link PoolExecutor} is made of. */
export interface PoolOptions {
  /** Threads or processes. */
  readonly cores: number;
  readonly start: StartMember;
  readonly shipped: ShippedFunction;
  /** Points at once; above `cores`, the members hold several points of an async function. @defaultValue cores */
  readonly ntasks?: number | null;
}

/** Members that end in a row without having settled a point, after which the pool gives up. */
const MAX_FRUITLESS_ENDS = 5;

/**
 * Evaluates points in a pool of threads or processes that each revive the function once.
 *
 * Cheap points travel in batches of about a millisecond. When a member ends by itself, the one point that it had is at
 * fault; of several, each is sent again alone, so that the one at fault is found.
 */
export class PoolExecutor<T extends Task = Task> implements Executor<T> {
  readonly cores: number;
  readonly #start: StartMember;
  readonly #ntasks: number;
  readonly #size = new BatchSize();
  readonly #members: Member<T>[] = [];
  readonly #settled: Settled<T>[] = [];
  readonly #waiting: T[] = [];
  /** Points of which one has ended a member: sent one at a time. */
  readonly #suspects: T[] = [];
  #shipped: ShippedFunction;
  #notify: (() => void) | null = null;
  #broken: PoolBrokenError | null = null;
  #fruitlessEnds = 0;
  #nextBatch = 0;
  #isClosed = false;
  #isAsync = false;
  /** Called with the processes of the pool whenever one was replaced. */
  onMembersChange: ((pids: readonly number[]) => void) | null = null;

  constructor({ cores, start, shipped, ntasks }: PoolOptions) {
    this.cores = cores;
    this.#start = start;
    this.#shipped = shipped;
    this.#ntasks = ntasks ?? cores;
    for (let i = 0; i < cores; i++) this.#members.push(this.#startMember(i));
  }

  get capacity(): number {
    return this.cores * this.#size.size * this.#size.depth;
  }

  /** Process ids of the members; none for threads. */
  get pids(): number[] {
    return this.#members.flatMap(({ handle }) => handle.pid ?? []);
  }

  submit(tasks: readonly T[]): void {
    this.#waiting.push(...tasks);
    this.#feed();
  }

  settled(): readonly Settled<T>[] | Promise<readonly Settled<T>[]> {
    if (this.#settled.length > 0) return this.#settled.splice(0);
    return new Promise((resolve, reject) => {
      this.#notify = () => {
        if (this.#settled.length === 0 && this.#broken === null) return;
        this.#notify = null;
        if (this.#settled.length > 0) resolve(this.#settled.splice(0));
        else reject(this.#broken!);
      };
      this.#notify();
    });
  }

  drop(): readonly T[] {
    return [...this.#suspects.splice(0), ...this.#waiting.splice(0)];
  }

  /** Gives the members another function. Members that still hold points of the last one are replaced. */
  async use(shipped: ShippedFunction): Promise<void> {
    this.drop();
    this.#shipped = shipped;
    this.#settled.length = 0;
    this.#broken = null;
    this.#isAsync = false;
    await Promise.all(
      this.#members.map(async (member, place) => {
        if (member.batches.size === 0) return this.#sendFunction(member.handle);
        const { handle } = member;
        member.batches.clear();
        Object.assign(member, this.#startMember(place));
        this.onMembersChange?.(this.pids);
        await handle.kill();
      }),
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#members.map(({ handle }) => handle.kill()));
  }

  #startMember(place: number): Member<T> {
    const batches = new Map<number, Batch<T>>();
    const handle = this.#start(
      {
        onMessage: (message) => this.#hear(handle, message),
        onEnd: (how) => this.#ended(handle, how),
      },
      place,
    );
    this.#sendFunction(handle);
    return { handle, batches };
  }

  #sendFunction(handle: MemberHandle): void {
    const { folder, index } = this.#shipped;
    handle.send({ type: "function", shipped: { folder, index } });
  }

  #memberOf(handle: MemberHandle): Member<T> | undefined {
    return this.#members.find((member) => member.handle === handle);
  }

  #feed(): void {
    const depth = this.#isAsync
      ? Math.max(this.#size.depth, Math.ceil(this.#ntasks / this.cores))
      : this.#size.depth;
    for (let held = 0; held < depth; held++) {
      for (const member of this.#members) {
        if (member.batches.size > held) continue;
        const tasks = this.#nextTasks(member);
        if (tasks.length > 0) this.#send(member, tasks);
      }
    }
  }

  #nextTasks(member: Member<T>): T[] {
    if (this.#suspects.length === 0) {
      // An equal share for each, so that none waits while another has a queue.
      const share = Math.ceil(this.#waiting.length / this.cores);
      return this.#waiting.splice(0, Math.min(this.#size.size, Math.max(1, share)));
    }
    return member.batches.size === 0 ? this.#suspects.splice(0, 1) : [];
  }

  #send(member: Member<T>, tasks: readonly T[]): void {
    const batch: Batch<T> = { id: this.#nextBatch++, tasks, done: 0 };
    member.batches.set(batch.id, batch);
    member.handle.send({ type: "batch", batch: batch.id, points: pack(tasks.map(({ point }) => point)) });
  }

  #hear(handle: MemberHandle, message: FromMember): void {
    const member = this.#memberOf(handle);
    if (member === undefined) return;
    if (message.type === "broken") this.#break(message.error);
    else this.#takePart(member, message);
    this.#feed();
    this.#notify?.();
  }

  #takePart(member: Member<T>, part: BatchPart): void {
    const batch = member.batches.get(part.batch);
    if (batch === undefined) return;
    const values = unpack(part.values);
    const errors = new Map(part.errors);
    const seconds = part.seconds / values.length;
    values.forEach((value, i) => {
      const task = batch.tasks[part.first + i]!;
      const error = errors.get(i);
      this.#settled.push(error === undefined ? { task, value, seconds } : { task, error, seconds });
    });
    batch.done = part.first + values.length;
    if (batch.done === batch.tasks.length) member.batches.delete(batch.id);
    this.#fruitlessEnds = 0;
    this.#isAsync = part.isAsync;
    this.#size.measured(values.length, part.seconds);
  }

  #break(error: PointError): void {
    this.#broken ??= new PoolBrokenError(error);
  }

  #ended(handle: MemberHandle, how: string): void {
    const index = this.#members.findIndex((member) => member.handle === handle);
    if (this.#isClosed || index < 0) return;
    const lost = [...this.#members[index]!.batches.values()].flatMap(({ tasks, done }) => tasks.slice(done));
    this.#fruitlessEnds += 1;
    const [only] = lost;
    if (lost.length === 1 && only !== undefined) {
      const message = `${how} while it evaluated this point`;
      this.#settled.push({
        task: only,
        error: { message, stack: message, point: plainPoint(only.point) },
        seconds: 0,
      });
      this.#fruitlessEnds = 0;
    } else this.#suspects.push(...lost);
    if (this.#fruitlessEnds > MAX_FRUITLESS_ENDS) this.#break({ message: how, stack: how });
    else {
      this.#members[index] = this.#startMember(index);
      this.onMembersChange?.(this.pids);
    }
    this.#feed();
    this.#notify?.();
  }
}
