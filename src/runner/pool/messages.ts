import type { PointError } from "../../protocol/index.js";
import type { Packed } from "./pack.js";

/** Where a function can be revived: record `index` of a folder that capture has written. */
export interface ShippedFunction {
  readonly folder: string;
  readonly index: number;
}

/** What a pool member is told. */
export type ToMember =
  | { readonly type: "function"; readonly shipped: ShippedFunction }
  | { readonly type: "batch"; readonly batch: number; readonly points: Packed };

/** Results of a batch from its point `first` on; `errors` holds `[offset from first, error]`. */
export interface BatchPart {
  readonly type: "part";
  readonly batch: number;
  readonly first: number;
  readonly values: Packed;
  readonly errors: readonly (readonly [number, PointError])[];
  readonly seconds: number;
  /** The function returned a promise: a member can have several of its points in flight. */
  readonly isAsync: boolean;
}

/** What a pool member says. */
export type FromMember =
  | BatchPart
  /** The function could not be revived, or its initializer failed: no point can be evaluated. */
  | { readonly type: "broken"; readonly error: PointError };
