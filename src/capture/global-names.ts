import { runInNewContext } from "node:vm";

/** Globals that Node adds to those of the language. */
const NODE_GLOBALS = [
  "global", "process", "Buffer", "console", "URL", "URLSearchParams", "TextEncoder", "TextDecoder",
  "setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate",
  "queueMicrotask", "structuredClone", "fetch", "performance", "AbortController", "AbortSignal", "Event",
  "EventTarget", "atob", "btoa", "crypto", "Crypto", "CryptoKey", "SubtleCrypto", "Blob", "File", "FormData",
  "Headers", "Request", "Response", "MessageChannel", "MessagePort", "MessageEvent", "BroadcastChannel",
  "WebAssembly", "navigator", "DOMException", "ReadableStream", "WritableStream", "TransformStream",
  "CompressionStream", "DecompressionStream", "TextDecoderStream", "TextEncoderStream", "ByteLengthQueuingStrategy",
  "CountQueuingStrategy", "Performance", "PerformanceEntry", "PerformanceMark", "PerformanceMeasure",
  "PerformanceObserver", "WebSocket", "CustomEvent", "EventSource", "Storage", "localStorage", "sessionStorage",
]; // prettier-ignore

let names: ReadonlySet<string> | undefined;

/** Names that every worker's Node has as globals, whatever the user added in this process. */
export function globalNames(): ReadonlySet<string> {
  names ??= new Set([
    ...(runInNewContext("Object.getOwnPropertyNames(globalThis)") as string[]),
    ...NODE_GLOBALS.filter((name) => Object.hasOwn(globalThis, name)),
  ]);
  return names;
}
