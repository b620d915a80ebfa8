import type { NdValue } from "../nd/check-told.js";
import { PointMap } from "../nd/point-map.js";
import type { TriangleLoss } from "../loss/triangle-loss.js";
import { LinearInterpolation } from "../triangulation/interpolate.js";
import { triangulate } from "../triangulation/triangulate.js";
import { Surface } from "./surface.js";

/** Maps the domain to a square of size 1 around 0. */
export interface Scaling {
  readonly mean: readonly [number, number];
  readonly size: readonly [number, number];
}

/** Is a surface in the coordinates of the function, made as soon as its points span the plane. */
export class ScaledSurface {
  surface: Surface | null = null;
  readonly scaling: Scaling;
  readonly #loss: TriangleLoss;
  /** Vertex of each point; -1 for a point that lies on another. */
  readonly #vertices = new PointMap<number>(2);
  #early: { scaled: [number, number]; point: readonly number[]; value: ArrayLike<number> }[] = [];
  #interpolation: LinearInterpolation | null = null;

  constructor(scaling: Scaling, loss: TriangleLoss) {
    this.scaling = scaling;
    this.#loss = loss;
  }

  has(point: ArrayLike<number>): boolean {
    return this.#vertices.has(point);
  }

  /** Adds a point, or gives a known one its value. */
  set(point: readonly number[], told: NdValue, hint = -1): void {
    const value = typeof told === "number" ? [told] : told;
    const vertex = this.#vertices.get(point);
    const scaled = this.toScaled(point);
    if (this.surface !== null) {
      if (vertex !== undefined) {
        if (vertex >= 0) this.surface.change(vertex, value);
      } else this.#vertices.set(point, this.surface.add(scaled, value, hint));
      return;
    }
    const known = this.#early.find((early) => early.point[0] === point[0] && early.point[1] === point[1]);
    if (known !== undefined) known.value = value;
    else {
      const isNear = this.#early.some(
        ({ scaled: [x, y] }) => Math.abs(x - scaled[0]) + Math.abs(y - scaled[1]) < 1e-9,
      );
      if (!isNear) this.#early.push({ scaled, point: [...point], value });
      this.#vertices.set(point, isNear ? -1 : this.#early.length - 1);
    }
    this.#tryToStart();
  }

  toScaled(point: ArrayLike<number>): [number, number] {
    const { mean, size } = this.scaling;
    return [(point[0]! - mean[0]) / size[0], (point[1]! - mean[1]) / size[1]];
  }

  toPoint(scaled: ArrayLike<number>): [number, number] {
    const { mean, size } = this.scaling;
    return [scaled[0]! * size[0] + mean[0], scaled[1]! * size[1] + mean[1]];
  }

  /** Returns the linear interpolation at a point; NaN outside the points. */
  interpolate(point: ArrayLike<number>, vdim: number): number[] {
    const { surface } = this;
    if (surface === null) return new Array<number>(vdim).fill(NaN);
    const at = (this.#interpolation ??= new LinearInterpolation(surface.tri));
    if (!at.find(this.toScaled(point))) return new Array<number>(vdim).fill(NaN);
    return Array.from({ length: vdim }, (_, v) =>
      at.vertices.reduce((sum, vertex, k) => sum + at.weights[k]! * surface.field.value(vertex, v), 0),
    );
  }

  #tryToStart(): void {
    if (this.#early.length < 3) return;
    const tri = triangulate(2, this.#early.map(({ scaled }) => scaled), { keepsCracks: false }); // prettier-ignore
    if (tri === null) return;
    this.surface = new Surface(tri, this.#early[0]!.value.length, this.#loss);
    this.surface.start(this.#early.map(({ value }) => value));
    this.#early = [];
  }
}
