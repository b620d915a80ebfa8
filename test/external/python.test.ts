import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { python, PythonError } from "../../src/external/index.js";

const interpreter =
  process.env["ADAPTIVE_TEST_PYTHON"] ??
  fileURLToPath(new URL("../../.venv-test/bin/python", import.meta.url));

const MODULE = `
import math, os, sys
calls = 0
def square(x):
    return x * x
def count(x):
    global calls
    calls += 1
    print("printing disturbs nothing")
    return [calls, os.getpid()]
def shape(p):
    return {"type": type(p).__name__, "sum": sum(p)}
def odd(x):
    return [math.nan, math.inf, -math.inf, x]
def fails(x):
    raise ValueError("no field at %r" % x)
def dies(x):
    print("dying", file=sys.stderr)
    os._exit(3)
def opaque(x):
    return object()
class Model:
    @staticmethod
    def energy(x):
        return -x
`;

let cwd = "";
beforeAll(async () => {
  if (!existsSync(interpreter))
    throw new Error(`these tests need a Python at ${interpreter}, or ADAPTIVE_TEST_PYTHON`);
  cwd = await mkdtemp(join(tmpdir(), "python-"));
  await writeFile(join(cwd, "simulation.py"), MODULE);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));
const call = <P, V>(name: string): ((point: P) => Promise<V>) =>
  python<P, V>(`simulation:${name}`, { python: interpreter, cwd });

describe("python", () => {
  it("calls a function of a module", async () => {
    expect(await call<number, number>("square")(0.1)).toBe(0.1 * 0.1);
    expect(await call<number, number>("Model.energy")(2)).toBe(-2);
  });

  it("keeps one interpreter for all calls", async () => {
    const count = call<number, [number, number]>("count");
    const [first, second] = await Promise.all([count(1), count(2)]);
    expect(second).toEqual([2, first[1]]);
    expect((await call<number, [number, number]>("count")(3))[1]).toBe(first[1]);
  });

  it("passes vectors as tuples, and numbers that JSON lacks both ways", async () => {
    expect(await call("shape")([1, 2, 3])).toEqual({ type: "tuple", sum: 6 });
    expect(await call("odd")(Infinity)).toEqual([NaN, Infinity, -Infinity, Infinity]);
  });

  it("throws what Python raised, with its traceback", async () => {
    const error: unknown = await call<number, number>("fails")(1.5).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PythonError);
    expect(error).toMatchObject({ name: "ValueError", message: "no field at 1.5" });
    expect((error as Error).stack).toContain('simulation.py", line 16, in fails');
  });

  it("says how an interpreter died, and starts another", async () => {
    const dies = call<number, number>("dies");
    await expect(dies(1)).rejects.toThrow(/exit code 3\ndying/);
    await expect(dies(1)).rejects.toThrow(/exit code 3/);
  });

  it("says which values cannot be sent", async () => {
    await expect(call("opaque")(1)).rejects.toThrow(/a value of type object cannot be sent/);
  });

  it("says what cannot be imported or started", async () => {
    await expect(call("missing")(1)).rejects.toThrow(/no attribute 'missing'/);
    await expect(python("no_such_module:f", { python: interpreter, cwd })(1)).rejects.toThrow(
      /No module named/,
    );
    await expect(python("simulation:square", { python: "no-such-python", cwd })(1)).rejects.toThrow(
      /no-such-python/,
    );
    expect(() => python("simulation.square")).toThrow(/takes "module:function"/);
  });
});
