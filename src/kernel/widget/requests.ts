import {
  AdaptiveSchedulerError,
  MAX_PAGE,
  PROTOCOL_VERSION,
  toErrorRecord,
  type RunView,
  type ScreenMethod,
  type ScreenReply,
} from "../../protocol/index.js";
import { splitBuffers } from "./buffers.js";

type Params = Readonly<Record<string, unknown>>;
type Methods = { readonly [Method in ScreenMethod]: (view: RunView, params: Params) => Promise<unknown> };

/** How an answer leaves. */
export type SendReply = (reply: ScreenReply, buffers: readonly ArrayBufferView[]) => void;

const METHODS: Methods = {
  rows: (view, params) =>
    view.rows(oneOf(params, "table", ["learners", "jobs"]), ...page(params), text(params, "status")),
  cancel: (view) => view.cancel().then(nothing),
  cleanup: (view, params) => view.cleanup({ oldLogs: params["oldLogs"] === true }).then(nothing),
  trigger: (view) => view.trigger().then(nothing),
  loadLearners: (view) => view.loadLearners(),
  logs: (view, params) => {
    const [offset, limit] = page(params);
    const status = text(params, "status") === null ? null : oneOf(params, "status", ["running", "failed"]);
    return view.logs({ status, search: text(params, "search"), jobId: text(params, "jobId"), offset, limit });
  },
  queue: async (view, params) => {
    const [offset, limit] = page(params);
    const rows = await view.queue();
    return { total: rows.length, rows: rows.slice(offset, offset + limit) };
  },
  results: (view, params) => view.results(count(params, "index"), ...page(params)),
  plot: (view, params) => view.plot(count(params, "index"), choiceOf(params)),
  refresh: () => Promise.resolve(null),
};

/**
 * Answers one question of a screen about `view`. Never throws: a fault is the answer.
 *
 * What comes in is checked here, because anything can write to a comm.
 */
export function answerRequest(
  view: RunView | undefined,
  message: Readonly<Record<string, unknown>>,
  send: SendReply,
): Promise<void> {
  return answer(
    message,
    (method, params) => {
      if (view === undefined) throw refused("this kernel has no such run any more");
      if (!Object.hasOwn(METHODS, method)) throw refused("there is no such request");
      return METHODS[method as ScreenMethod](view, params);
    },
    send,
  );
}

/** Answers one question of a live plot, which knows no other than its picture. */
export function answerPlot(
  describe: (choice: Readonly<Record<string, number>>) => unknown,
  message: Readonly<Record<string, unknown>>,
  send: SendReply,
): Promise<void> {
  return answer(
    message,
    (method, params) => {
      if (method !== "plot") throw refused("there is no such request");
      return Promise.resolve(describe(choiceOf(params)));
    },
    send,
  );
}

async function answer(
  message: Readonly<Record<string, unknown>>,
  act: (method: string, params: Params) => Promise<unknown>,
  send: SendReply,
): Promise<void> {
  const { request, method, params } = message;
  if (typeof request !== "string") return;
  const base = { protocol: PROTOCOL_VERSION, reply: request };
  try {
    if (message["protocol"] !== PROTOCOL_VERSION)
      throw refused("this page speaks another version: reload it");
    if (typeof method !== "string") throw refused("there is no such request");
    const result = await act(method, typeof params === "object" && params !== null ? (params as Params) : {});
    const { value, paths, buffers } = splitBuffers(result);
    send(
      { ...base, ok: true, result: value, ...(paths.length === 0 ? {} : { bufferPaths: paths }) },
      buffers,
    );
  } catch (error) {
    send({ ...base, ok: false, error: toErrorRecord(error) }, []);
  }
}

function nothing(): null {
  return null;
}

function refused(reason: string): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError("bad-request", `The request was refused: ${reason}.`);
}

function count(params: Params, key: string): number {
  const value = params[key];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw refused(`${key} has to be a whole number from 0`);
}

function choiceOf(params: Params): Record<string, number> {
  const choice = params["choice"] ?? {};
  if (typeof choice !== "object" || !Object.values(choice).every(Number.isFinite))
    throw refused("choice has to be an object of numbers");
  return choice as Record<string, number>;
}

function page(params: Params): [offset: number, limit: number] {
  return [count(params, "offset"), Math.min(MAX_PAGE, count(params, "limit"))];
}

function text(params: Params, key: string): string | null {
  const value = params[key] ?? null;
  if (value === null || typeof value === "string") return value;
  throw refused(`${key} has to be text or null`);
}

function oneOf<const Word extends string>(params: Params, key: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === params[key]);
  if (word !== undefined) return word;
  throw refused(`${key} has to be one of ${words.join(", ")}`);
}
