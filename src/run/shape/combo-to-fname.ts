import { join } from "node:path";

/** Options of {@link comboToFname}. */
export interface ComboToFnameOptions {
  /** Folder in front of the name. @defaultValue none */
  readonly folder?: string;
  /** Extension. @defaultValue ".arrow" */
  readonly ext?: string;
  /** Significant digits of numbers that are not integers. @defaultValue 8 */
  readonly sigFigs?: number;
}

/**
 * Makes a file name that people can read from a combination: keys sorted, numbers rounded to significant digits.
 *
 * @example
 * ```ts
 * comboToFname({ pow: 2, a: 0.1 }, { folder: "data" }); // "data/a_0.1__pow_2.arrow"
 * ```
 */
export function comboToFname(
  combo: Readonly<Record<string, unknown>>,
  { folder, ext = ".arrow", sigFigs = 8 }: ComboToFnameOptions = {},
): string {
  const parts = Object.keys(combo)
    .sort()
    .map((key) => `${key}_${valueText(combo[key], sigFigs)}`);
  // A slash in a value would name a folder that nobody meant.
  const name = parts.join("__").replaceAll("/", "-") + ext;
  return folder === undefined ? name : join(folder, name);
}

function valueText(value: unknown, sigFigs: number): string {
  if (typeof value === "number" && Number.isFinite(value) && !Number.isInteger(value)) {
    return String(Number(value.toPrecision(sigFigs)));
  }
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
