import type { InspectorNotification, Runtime, Session } from "node:inspector";
import { CaptureError } from "./capture-error.js";

export type { InspectorNotification };

/** Captured variables of one enclosing scope. A copy: changes do not reach the function. */
export interface ScopeCopy {
  /** "Closure (f)", "Block", "Module", ... */
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Where a function's text stands. */
export interface TextPlace {
  readonly scriptId: string | null;
  /** 0-based position in the script. */
  readonly line: number;
  readonly column: number;
  /** In an ES module. */
  readonly isInModule: boolean;
}

/** What V8 keeps for a function besides its text. */
export interface FunctionInside extends TextPlace {
  /** Innermost first, without the global scope; null when V8 shows none. */
  readonly scopes: readonly ScopeCopy[] | null;
}

interface NamedValue {
  readonly name: string;
  readonly value?: Runtime.RemoteObject;
}

const GROUP = "adaptive-scheduler-capture";
/** Functions asked about in one turn; bounds what the inspector holds at once. */
const BATCH = 500;

/** V8's inspector, asked in the same process: it answers at once, inside a running cell too. */
export class Probe {
  readonly #session: Session;
  /** An object that both sides reach. */
  readonly #box: { input?: unknown; output?: unknown[] } = {};
  readonly #boxId: string;

  constructor() {
    this.#session = openSession();
    const name = `__adaptive_scheduler_${String(process.pid)}_${String(performance.now())}`;
    Object.defineProperty(globalThis, name, { value: this.#box, configurable: true });
    try {
      const reply = this.post("Runtime.evaluate", {
        expression: `globalThis[${JSON.stringify(name)}]`,
      }) as Runtime.EvaluateReturnType;
      this.#boxId = reply.result.objectId!;
    } finally {
      Reflect.deleteProperty(globalThis, name);
    }
  }

  /** Reads the captured variables of many functions. */
  inspect(functions: readonly object[]): FunctionInside[] {
    const found: FunctionInside[] = [];
    for (let at = 0; at < functions.length; at += BATCH)
      found.push(...this.#inspect(functions.slice(at, at + BATCH)));
    return found;
  }

  #inspect(functions: readonly object[]): FunctionInside[] {
    const inner = this.#internals(functions).map((reply) => reply.internalProperties ?? []);
    const scopes = inner.map((list) => list.find((one) => one.name === "[[Scopes]]")?.value?.objectId);
    const values = this.#values(scopes.flatMap((id) => id ?? []));
    let next = 0;
    const result = inner.map((list, index): FunctionInside => {
      const place = list.find((one) => one.name === "[[FunctionLocation]]")?.value?.value as
        { scriptId: string; lineNumber: number; columnNumber: number } | undefined;
      const copies = scopes[index] === undefined ? null : readScopes(values[next++]);
      return {
        scopes: copies,
        isInModule: copies?.some((scope) => scope.name === "Module") ?? false,
        scriptId: place?.scriptId ?? null,
        line: place?.lineNumber ?? 0,
        column: place?.columnNumber ?? 0,
      };
    });
    this.#release();
    return result;
  }

  /** Reads internal slots such as `[[Target]]` of one object. */
  slots(object: object): Record<string, unknown> {
    const [reply] = this.#internals([object]);
    const slots = Object.fromEntries(
      this.#descriptors((reply?.internalProperties ?? []).filter((one) => one.value !== undefined)),
    );
    this.#release();
    return slots;
  }

  /** Lists the private fields and methods of an object, those of the base class first. */
  privates(object: object): [name: string, value: unknown][] {
    const [reply] = this.#internals([object]);
    const found = (reply as { privateProperties?: NamedValue[] } | undefined)?.privateProperties;
    const privates = this.#descriptors((found ?? []).filter((one) => one.value !== undefined));
    this.#release();
    return privates;
  }

  close(): void {
    this.#session.disconnect();
  }

  /** Sends a command and gives its answer; throws what the inspector refuses. */
  post(method: string, parameters: object = {}): unknown {
    const answer: { error?: Error | null; result?: unknown } = {};
    this.#session.post(method, parameters, (error, result) => Object.assign(answer, { error, result }));
    if (answer.error)
      throw new CaptureError(`The inspector refused ${method}: ${JSON.stringify(answer.error)}`);
    if (answer.result === undefined)
      throw new CaptureError(`The inspector did not answer ${method} at once.`);
    return answer.result;
  }

  on(event: string, listener: (message: InspectorNotification<object>) => void): void {
    this.#session.on(event, listener);
  }

  off(event: string, listener: (message: InspectorNotification<object>) => void): void {
    this.#session.off(event, listener);
  }

  #internals(objects: readonly object[]): Runtime.GetPropertiesReturnType[] {
    this.#box.input = objects;
    const list = this.#call("function () { return this.input }", []).objectId!;
    const ids: string[] = [];
    for (const property of this.#properties(list).result) {
      if (/^\d+$/.test(property.name)) ids[Number(property.name)] = property.value!.objectId!;
    }
    return ids.map((id) => this.#properties(id));
  }

  #properties(objectId: string): Runtime.GetPropertiesReturnType {
    return this.post("Runtime.getProperties", {
      objectId,
      ownProperties: true,
    }) as Runtime.GetPropertiesReturnType;
  }

  #call(functionDeclaration: string, objectIds: readonly string[]): Runtime.RemoteObject {
    const reply = this.post("Runtime.callFunctionOn", {
      objectId: this.#boxId,
      functionDeclaration,
      arguments: objectIds.map((objectId) => ({ objectId })),
      objectGroup: GROUP,
    }) as Runtime.CallFunctionOnReturnType;
    return reply.result;
  }

  /** Turns the inspector's handles into the live values. */
  #values(objectIds: readonly string[]): unknown[] {
    if (objectIds.length === 0) return [];
    this.#call("function (...values) { this.output = values }", objectIds);
    const values = this.#box.output!;
    this.#box.output = undefined;
    return values;
  }

  #descriptors(list: readonly NamedValue[]): [string, unknown][] {
    const values = this.#values(list.flatMap((one) => one.value?.objectId ?? []));
    let next = 0;
    return list.map((one) => [
      one.name,
      one.value?.objectId === undefined ? primitive(one.value!) : values[next++],
    ]);
  }

  #release(): void {
    this.#box.input = undefined;
    this.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
  }
}

function openSession(): Session {
  try {
    const session = new (process.getBuiltinModule("node:inspector").Session)();
    session.connect();
    return session;
  } catch (cause) {
    throw new CaptureError(
      "This Node.js has no inspector, which reads the variables of a function. Pass functions by task(fn, { captures }) or by ref(path, name).",
      { cause },
    );
  }
}

function readScopes(list: unknown): ScopeCopy[] {
  const scopes = list as ArrayLike<{ description: string; object: Record<string, unknown> }>;
  const copies: ScopeCopy[] = [];
  for (let index = 0; index < scopes.length; index++) {
    const { description, object } = scopes[index]!;
    if (description !== "Global") copies.push({ name: description, variables: object });
  }
  return copies;
}

function primitive(remote: Runtime.RemoteObject): unknown {
  const text = remote.unserializableValue;
  if (text === undefined) return remote.type === "undefined" ? undefined : (remote.value as unknown);
  return text.endsWith("n") && text !== "NaN" ? BigInt(text.slice(0, -1)) : text === "-0" ? -0 : Number(text);
}
