import { kernelOf, orderOf, type IntervalLoss } from "../loss/interval-loss.js";
import { makeLossWindow, scalarLossWindow, type LossKernel, type LossWindow } from "../loss/loss-window.js";
import type { Line } from "./line.js";
import type { Values } from "./values.js";

/** Computes the losses of intervals between points with values, by the scales of the moment. */
export class ScaledLoss {
  /** Neighbours on each side of an interval that its loss depends on. */
  readonly order: number;
  /** Length of the domain as far as it is known. */
  xScale: number;
  /** Intervals shorter than this cannot be divided and have no loss. */
  readonly #shortest: number;
  readonly #kernel: LossKernel;
  readonly #line: Line;
  readonly #values: Values;
  #window: LossWindow;

  constructor(loss: IntervalLoss, line: Line, values: Values) {
    this.order = orderOf(loss);
    this.#kernel = kernelOf(loss);
    this.#line = line;
    this.#values = values;
    this.xScale = line.upper - line.lower;
    this.#shortest = 2 * Math.max(Math.abs(line.lower), Math.abs(line.upper)) * Number.EPSILON;
    this.#window = scalarLossWindow(this.order);
  }

  /** The loss of the interval right of the point `left`. */
  of(left: number): number {
    const { points, real } = this.#line;
    const xs = points.xs;
    if (xs[real.nextOf(left)]! - xs[left]! < this.#shortest) return 0;
    this.#fill(left);
    return this.#kernel(this.#window);
  }

  #fill(left: number): void {
    const values = this.#values;
    if (this.#window.dimension !== values.dimension || this.#window.isVector !== values.isVector) {
      this.#window = values.isVector
        ? makeLossWindow(this.order, values.dimension, true)
        : scalarLossWindow(this.order);
    }
    const window = this.#window;
    const { links } = this.#line.real;
    let first = this.order;
    let id = left;
    for (; first > 0 && links[2 * id + 1]! >= 0; first--) id = links[2 * id + 1]!;
    window.first = first;
    let place = first;
    for (; place < window.xs.length && id >= 0; place++) {
      this.#put(place, id);
      id = links[2 * id]!;
    }
    window.last = place;
  }

  #put(place: number, id: number): void {
    const { xs, ys } = this.#window;
    const { dimension, scale } = this.#values;
    const yScale = scale === 0 ? 1 : scale;
    xs[place] = this.#line.points.xs[id]! / this.xScale;
    const source = this.#values.ys;
    for (let k = 0; k < dimension; k++) ys[place * dimension + k] = source[id * dimension + k]! / yScale;
  }
}
