import type { ScreenMethod, ScreenMethods } from "../protocol/index.js";

/** The way from an element to its run: asks, and gives the answer or throws an Error. */
export interface Connection {
  call<Method extends ScreenMethod>(
    method: Method,
    params: ScreenMethods[Method]["params"],
    signal?: AbortSignal,
  ): Promise<ScreenMethods[Method]["result"]>;
}
