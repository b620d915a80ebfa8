import { describe, expect, test } from "vitest";
import { travel, travelAll } from "./travel.js";

describe("state", () => {
  test("functions of two roots have each their own variable", async () => {
    const make = (): { next: () => number } => {
      let n = 0;
      return { next: () => ++n };
    };
    const [a, b] = await travelAll([make(), make()]);
    expect([a!.next(), a!.next(), b!.next()]).toEqual([1, 2, 1]);
  });

  test("a variable that a shared function writes is one for all who read it", async () => {
    let calls = 0;
    const count = (): number => ++calls;
    const roots = [1, 2].map((k) => () => {
      count();
      return calls * 10 + k;
    });
    const [first, second] = await travelAll(roots);
    expect([first!(), first!(), second!()]).toEqual([11, 21, 32]);
  });

  test("what two roots share is one object in a process", async () => {
    const shared = { list: [] as number[] };
    const [a, b] = await travelAll([
      { push: () => shared.list.push(1) },
      { read: () => shared.list.length },
    ] as {
      push?: () => number;
      read?: () => number;
    }[]);
    a!.push!();
    expect(b!.read!()).toBe(1);
  });

  test("a root revived twice begins with the captured state each time", async () => {
    let n = 5;
    const [next] = await travelAll([() => ++n]);
    expect([next!(), next!()]).toEqual([6, 7]);
    expect(n).toBe(5);
  });
});

describe("classes with private members", () => {
  let made = 0;
  class Base {
    #id = ++made;
    label = `base ${made}`;
    get id(): number {
      return this.#id;
    }
  }
  class Heir extends Base {
    static #count = 0;
    #own: number;
    #double(): number {
      return this.#own * 2;
    }
    constructor(own: number) {
      if (own === undefined) throw new Error("the constructor ran again");
      super();
      this.#own = own;
      Heir.#count++;
    }
    read(): number[] {
      return [this.id, this.#double(), Heir.#count];
    }
  }

  test("keep their fields without running constructors or initializers", async () => {
    const before = new Heir(21);
    const count = made;
    const after = await travel(before);
    expect(made).toBe(count);
    expect(after.read()).toEqual(before.read());
    expect(Object.keys(after)).toEqual(["label"]);
    expect(after.label).toBe(before.label);
  });

  test("give their fields arrow functions that use them", async () => {
    let offset = 100;
    class Model {
      #gain: number;
      #square = (x: number): number => this.#gain * x ** 2 + offset;
      constructor(gain: number) {
        this.#gain = gain;
      }
      run = (x: number): number => this.#square(x) + this.#gain++;
      "by text" = (): number => this.#gain;
      later = (x: number): number => this.#gain * x;
    }
    class Heir extends Model {
      #more = 1000;
      own = (x: number): number => this.run(x) + this.#more;
    }
    const [model, heir] = [new Model(2), new Heir(3)];
    model.later = (x) => x + 1;
    const roots = { model, heir, run: (x: number) => model.run(x), more: () => (offset += 100) };
    const after = await travel(roots);
    expect(after.model.run).not.toBe(model.run);
    expect([after.model.run.name, after.model.run(3), after.run(3), after.model["by text"]()]).toEqual([
      "run",
      120,
      130,
      4,
    ]);
    expect([after.heir.own(2), after.heir["by text"](), after.model.later(1)]).toEqual([1115, 4, 2]);
    expect([after.more(), after.heir.run(0), after.model.run(0)]).toEqual([200, 204, 204]);
    expect(new (after.heir.constructor as typeof Heir)(5).own(1)).toBe(1210);
    expect([model.run(3), model.run(3)]).toEqual([120, 130]);
  });

  test("that extend what the language keeps specially", async () => {
    class Counted extends Map<string, number> {
      #hits = 0;
      override get(key: string): number | undefined {
        this.#hits++;
        return super.get(key);
      }
      get hits(): number {
        return this.#hits;
      }
    }
    class Failure extends Error {
      #code: number;
      constructor(code: number) {
        super(`failed ${code}`);
        this.#code = code;
      }
      get code(): number {
        return this.#code;
      }
    }
    class Stack extends Array<number> {
      #top = 0;
      add(x: number): number {
        this.push(x);
        return (this.#top = x);
      }
      get top(): number {
        return this.#top;
      }
    }
    const counted = new Counted([["a", 1]]);
    counted.get("a");
    const stack = new Stack();
    stack.add(4);
    const [map, error, list] = await travel([counted, new Failure(3), stack] as const);
    expect([map.get("a"), map.hits, map instanceof Map]).toEqual([1, 2, true]);
    expect([error.code, error.message, error instanceof Error, error.name]).toEqual([
      3,
      "failed 3",
      true,
      "Error",
    ]);
    expect(error.stack).toContain("failed 3");
    expect([list.top, list[0], list.length, Array.isArray(list)]).toEqual([4, 4, 1, true]);
  });

  test("an instance that its own class holds stays one", async () => {
    class Single {
      static readonly only = new Single();
      #value = 3;
      isOnly(): boolean {
        return Single.only === this && Single.only.#value === 3;
      }
    }
    expect((await travel(Single.only)).isOnly()).toBe(true);
  });
});

describe("shapes", () => {
  test("a list of a hundred thousand links", async () => {
    interface Link {
      next: Link | null;
      value: () => number;
    }
    const value = (): number => 1;
    let head: Link | null = null;
    for (let i = 0; i < 100_000; i++) head = { next: head, value };
    let made: Link | null = await travel(head);
    let count = 0;
    for (; made !== null; made = made.next) count += made.value();
    expect(count).toBe(100_000);
  }, 60_000);

  test("accessors, symbols, closed objects and unusual prototypes", async () => {
    const tag = Symbol("tag");
    const proto = { hello: () => "hello" };
    const object = Object.create(proto, {
      hidden: { value: 1, enumerable: false, writable: true, configurable: true },
      [tag]: { value: 2, enumerable: true },
      twice: { get: () => 4, enumerable: true, configurable: true },
    }) as { hello(): string; hidden: number; twice: number };
    const made = await travel({ object: Object.seal(object), tag, bare: Object.create(null) as object });
    expect(made.object.hello()).toBe("hello");
    expect(Object.keys(made.object)).toEqual(["twice"]);
    expect((made.object as Record<symbol, unknown>)[made.tag]).toBe(2);
    expect(Object.isSealed(made.object)).toBe(true);
    expect(Object.getPrototypeOf(made.bare)).toBe(null);
  });

  test("an object with a key __proto__ does not change its prototype", async () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}, "f": 1}') as object;
    const made = await travel({ hostile, f: () => 1 });
    expect(Object.getPrototypeOf(made.hostile)).toBe(Object.prototype);
    expect(Object.keys(made.hostile)).toEqual(["__proto__", "f"]);
  });

  test("a part of a large buffer takes only its part along", async () => {
    const large = new Float64Array(1_000_000).fill(1);
    const made = await travel({ a: large.subarray(10, 20), b: large.subarray(15, 30), f: () => 1 });
    made.a[5] = 9;
    expect(made.b[0]).toBe(9);
    expect(made.a.buffer.byteLength).toBeLessThan(1000);
  });
});

describe("variables with the name of a global", () => {
  test("are told from the global, for each function of a text", async () => {
    const make =
      (process: { k: number }): (() => number) =>
      () =>
        process.k;
    const made = Array.from({ length: 600 }, (_, k) => make({ k }));
    expect((await travelAll(made)).map((read) => read())).toEqual(made.map((_, k) => k));
    expect(await travel(() => typeof process.pid)).toBeTypeOf("function");
  });
});
