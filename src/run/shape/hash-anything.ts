import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import { encodeJson } from "../../checkpoint/index.js";

/** Objects with their keys sorted, so that equal ones are equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

function bytesOf(value: unknown): string | Uint8Array {
  if (typeof value === "function") return `function ${value.toString()}`;
  if (typeof value === "symbol") return String(value);
  try {
    return encodeJson(sorted(value));
  } catch {
    return serialize(value);
  }
}

/**
 * Makes a short text (32 hexadecimal digits) that is equal for equal values, in this process and in others. Objects
 * are compared by their contents, functions by their source. Throws for what can be neither written nor cloned.
 */
export function hashAnything(value: unknown): string {
  return createHash("sha256").update(bytesOf(value)).digest("hex").slice(0, 32);
}
