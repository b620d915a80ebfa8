import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError } from "../protocol/index.js";
import { encodeJson } from "./json-value.js";
import { FUNCTION_PREFIX, parametersOf, userFunctionOf, type Parameters } from "./function-parameters.js";
import { childrenOf } from "./learner-kind.js";

/** Which parameters of the function become columns of a table. */
export interface ParameterOptions {
  /** Whether there are columns for the parameters of the function. @defaultValue true */
  readonly withDefaultFunctionArgs?: boolean;
  /** What stands before the parameters' names. @defaultValue "function." */
  readonly functionPrefix?: string;
  /** Values of parameters, by name; they go before what is bound to the function and its defaults. @defaultValue none */
  readonly parameters?: Parameters;
}

export const PARAMETER_OPTIONS = ["withDefaultFunctionArgs", "functionPrefix", "parameters"] as const;

/** A column of parameters: each has a value for each row, of one type. */
export interface ParameterColumn {
  readonly name: string;
  readonly type: "number" | "boolean" | "json";
  readonly values: readonly unknown[];
}

/** Makes the columns for the parameters of a learner's function; `children` has the child of each row, if there are any. */
export function parameterColumns(
  learner: Learner,
  rows: number,
  options: ParameterOptions,
  children: (row: number) => number,
): ParameterColumn[] {
  if (options.withDefaultFunctionArgs === false) return [];
  const prefix = checkPrefix(options.functionPrefix ?? FUNCTION_PREFIX);
  const of = childrenOf(learner)?.map((child) => allParameters(child, options)) ?? [
    allParameters(learner, options),
  ];
  const [first = {}] = of;
  // A parameter that only some children have would leave holes in its column.
  const names = Object.keys(first).filter((name) => of.every((one) => Object.hasOwn(one, name)));
  const child = of.length === 1 ? () => 0 : children;
  return names.map((name) =>
    columnOf(
      prefix + name,
      Array.from({ length: rows }, (_, row) => of[child(row)]![name]),
    ),
  );
}

/** Makes a column of values: numbers, booleans, or text, with JSON for anything else. */
export function columnOf(name: string, values: readonly unknown[]): ParameterColumn {
  const types = new Set(values.map((value) => typeof value));
  const [type] = types;
  if (types.size === 1 && (type === "number" || type === "boolean")) return { name, type, values };
  return {
    name,
    type: "json",
    values: values.map((value) => (typeof value === "string" ? value : encodeJson(value))),
  };
}

/** Returns a prefix that tells parameters from the learner's own columns. @throws AdaptiveSchedulerError for an empty one */
export function checkPrefix(prefix: unknown): string {
  if (typeof prefix === "string" && prefix !== "") return prefix;
  throw new AdaptiveSchedulerError(
    "bad-option",
    "functionPrefix must be a text that is not empty: it tells the parameters of the function from the learner's own columns.",
  );
}

function allParameters(learner: Learner, { parameters }: ParameterOptions): Parameters {
  const fn = userFunctionOf(learner);
  return { ...(fn && parametersOf(fn)), ...parameters };
}
