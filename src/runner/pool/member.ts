import type { PointError } from "../../protocol/index.js";
import { describeError, type MapStack } from "../point-error.js";
import { isThenable, type EvaluationWatch } from "../sequential-executor.js";
import type { FromMember, ShippedFunction, ToMember } from "./messages.js";
import { pack, unpack } from "./pack.js";

/** What a member calls for a point, after whatever it needed once. */
export interface RevivedFunction {
  readonly evaluate: (point: unknown) => unknown;
  readonly mapStack: MapStack;
}

/** A member's ends: how it answers, and how it makes the function. */
export interface MemberPorts {
  readonly send: (message: FromMember) => void;
  readonly revive: (shipped: ShippedFunction) => Promise<RevivedFunction>;
  /** Is told of each point. */
  readonly watch?: EvaluationWatch;
}

/** Results of a slow batch are sent on after this long, so that they do not wait for the slower rest. */
const PART_MS = 2;

/** Is the half of a pool that runs in its threads and processes: takes messages, evaluates, answers. */
export function createMember({ send, revive, watch }: MemberPorts): (message: ToMember) => void {
  let revived: Promise<RevivedFunction | null> = Promise.resolve(null);
  return (message) => {
    if (message.type === "function") {
      revived = revive(message.shipped).catch((thrown: unknown) => {
        send({ type: "broken", error: describeError(thrown) });
        return null;
      });
      return;
    }
    const points = unpack(message.points);
    void revived.then((fn) => fn && evaluateBatch(fn, points, new Part(message.batch, send, fn), watch));
  };
}

/** Values and errors of a batch that have not been sent yet. */
class Part {
  #first = 0;
  #values: unknown[] = [];
  #errors: [number, PointError][] = [];
  #sentAt = performance.now();
  isAsync = false;

  constructor(
    readonly batch: number,
    readonly send: (message: FromMember) => void,
    readonly fn: RevivedFunction,
  ) {}

  get isDue(): boolean {
    return performance.now() - this.#sentAt > PART_MS;
  }

  add(value: unknown): void {
    this.#values.push(value);
  }

  addError(thrown: unknown, point: unknown): void {
    this.#errors.push([this.#values.length, describeError(thrown, this.fn.mapStack, point)]);
    this.#values.push(0);
  }

  /** Sends what there is; a value that cannot travel becomes its point's error. */
  flush(points: readonly unknown[]): void {
    if (this.#values.length === 0) return;
    const seconds = (performance.now() - this.#sentAt) / 1000;
    const facts = {
      type: "part",
      batch: this.batch,
      first: this.#first,
      seconds,
      isAsync: this.isAsync,
    } as const;
    try {
      this.send({ ...facts, values: pack(this.#values), errors: this.#errors });
    } catch {
      this.#values.forEach((value, i) => {
        if (canTravel(value)) return;
        this.#values[i] = 0;
        const refused = new TypeError("the function's value cannot be sent from one process to another");
        this.#errors.push([i, describeError(refused, this.fn.mapStack, points[this.#first + i])]);
      });
      this.send({ ...facts, values: { items: this.#values }, errors: this.#errors });
    }
    this.#first += this.#values.length;
    this.#values = [];
    this.#errors = [];
    this.#sentAt = performance.now();
  }
}

function canTravel(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

async function evaluateBatch(
  fn: RevivedFunction,
  points: readonly unknown[],
  part: Part,
  watch?: EvaluationWatch,
): Promise<void> {
  for (const point of points) {
    if (part.isDue) part.flush(points);
    watch?.begin(point);
    try {
      const value = fn.evaluate(point);
      part.isAsync = isThenable(value);
      part.add(part.isAsync ? await value : value);
    } catch (thrown) {
      part.addError(thrown, point);
    }
    watch?.end(point);
  }
  watch?.rest();
  part.flush(points);
}
