import { statSync } from "node:fs";
import { open } from "node:fs/promises";
import { generateKeyPairSync } from "node:crypto";
import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { LRUCache } from "lru-cache";
import { captureFunctions, CaptureError } from "../../src/capture/index.js";

function refusalOf(value: unknown): string {
  try {
    captureFunctions([{ learner: () => value }]);
  } catch (error) {
    expect(error).toBeInstanceOf(CaptureError);
    return (error as CaptureError).message;
  }
  return "captured";
}

const realm = createContext({});

describe("what cannot travel is refused with its path and what to do", () => {
  test.each([
    [
      "a key",
      generateKeyPairSync("ed25519").privateKey,
      /cryptographic key cannot travel; read it on the worker/,
    ],
    ["an object of another realm", runInContext("({ a: { b: 1 } })", realm), /object of another realm/],
    ["an array of another realm", runInContext("[1, 2]", realm), /another realm/],
    ["a function of another realm's object", runInContext("({ f() {} })", realm), /another realm/],
    ["eval", (x: string): unknown => eval(x), /calls eval\(\).*new Function/],
    ["a text decoder", new TextDecoder(), /class TextDecoder keeps hidden state.*inside the function/],
    ["a URL", new URL("http://localhost"), /class URL keeps hidden state/],
    ["a date format", new Intl.DateTimeFormat("en"), /class DateTimeFormat keeps hidden state/],
    [
      "a package's class with private state",
      new LRUCache({ max: 2 }),
      /package's class \w+ keeps hidden state/,
    ],
    [
      "a class of the inside of Node.js",
      statSync("/"),
      /belongs to the inside of Node\.js \(node:internal\/fs\/utils\).*get it inside the function/,
    ],
    ["an external interval", setInterval(() => undefined, 1e9).unref(), /a timer \(Timeout\)/],
  ])("%s", (_name, value, message) => {
    expect(refusalOf(value)).toMatch(message);
  });

  test("an open file", async () => {
    const file = await open("/dev/null");
    try {
      expect(refusalOf(file)).toMatch(/FileHandle.*inside the function/);
    } finally {
      await file.close();
    }
  });

  test("names every step of the way", () => {
    const deep = { list: [{ cache: new Map([["key", { when: Promise.resolve(1) }]]) }] };
    const helper = (): unknown => deep.list;
    const roots = [{ learner: () => 1 }, { learner: () => helper(), goal: () => true }];
    expect(() => captureFunctions(roots)).toThrow(
      /^learner 1 -> \.learner -> captured variable helper -> captured variable deep -> \.list -> \.0 -> \.cache -> get\("key"\) -> \.when: a Promise cannot travel; await it first/,
    );
    expect(() => captureFunctions(roots, { names: ["a", "data/b.arrow"] })).toThrow(/^data\/b\.arrow -> /);
  });

  test("a class with a computed field", () => {
    const key = `k${Date.now()}`;
    class Computed {
      [key] = 1;
    }
    expect(refusalOf(new Computed())).toMatch(/field with a computed key.*set it in the constructor/);
  });

  test("a field's arrow function that was taken out of its object", () => {
    class Model {
      gain = 2;
      #secret = 3;
      run = (x: number): number => this.gain * x;
      hide = (x: number): number => this.#secret * x;
    }
    const model = new Model();
    const advice = /pass \(\.\.\.args\) => object\.(run|hide)\(\.\.\.args\), which takes the object along/;
    for (const fn of [model.run, model.hide]) {
      expect(() => captureFunctions([{ learner: fn }])).toThrow(advice);
      expect(refusalOf((x: number) => [model.run(x), model.hide(x)])).toBe("captured");
    }
  });

  test("a method with super whose object is unknown", () => {
    const object = {
      run(): string {
        return super.toString();
      },
    };
    expect(refusalOf(object.run)).toMatch(
      /uses super, and the object that it belongs to is not known; capture that object/,
    );
    expect(refusalOf(object)).toBe("captured");
  });

  test("unknown options", () => {
    expect(() => captureFunctions([], { doors: {} } as never)).toThrow(
      /Valid options: door, names, onProgress/,
    );
  });
});

describe("warnings", () => {
  test("one for each kind, however many learners", () => {
    const roots = Array.from({ length: 50 }, (_, k) => () => [k, notThere]);
    expect(captureFunctions(roots).warnings).toEqual([
      expect.stringMatching(
        /^learner 0 -> function \(anonymous\): .*'notThere', which is not defined anywhere/,
      ),
    ]);
  });
});

declare const notThere: unknown;
