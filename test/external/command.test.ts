import { describe, expect, it } from "vitest";
import { command, fillTemplate } from "../../src/external/index.js";

const node = process.execPath;
const print = (code: string): string[] => [node, "-e", code, "{}"];

describe("command", () => {
  it("gives the last line of what the program wrote, as a number", async () => {
    const square = command({
      argv: print("const x = Number(process.argv[1]); console.log('working'); console.log(x * x)"),
    });
    expect(await square(0.1)).toBe(0.1 * 0.1);
  });

  it("reads JSON, what Fortran prints, and numbers that JSON lacks", async () => {
    const echo = command<string, unknown>({ argv: ["printf", "%s\\n", "{}"] });
    expect(await echo("[1, 2.5]")).toEqual([1, 2.5]);
    expect(await echo("1.")).toBe(1);
    expect(await echo("  .5E+02 ")).toBe(50);
    expect(await echo("nan")).toBeNaN();
    expect(await echo("-Infinity")).toBe(-Infinity);
  });

  it("passes coordinates and input, and parses as told", async () => {
    const sum = command<number[], number>({
      argv: ["cat", "-"],
      input: "{0} {1}",
      parse: ({ stdout }, point) =>
        stdout
          .split(" ")
          .map(Number)
          .reduce((a, b) => a + b) + point.length,
    });
    expect(await sum([1, 2])).toBe(5);
  });

  it("makes the arguments by a function, in a folder, with variables", async () => {
    const where = command<number, string>({
      argv: (x) => ["sh", "-c", `echo "\\"$PWD $LEVEL ${x}\\""`],
      cwd: "/",
      env: { LEVEL: "3" },
    });
    expect(await where(2)).toBe("/ 3 2");
  });

  it("fails with the program's stderr", async () => {
    const broken = command({ argv: ["sh", "-c", "echo no field >&2; exit 4"] });
    await expect(broken(1)).rejects.toThrow(/ended with exit code 4:\nno field/);
  });

  it("says what it could not read", async () => {
    await expect(command({ argv: ["echo", "hello"] })(1)).rejects.toThrow(/not a number or JSON: "hello"/);
    await expect(command({ argv: ["true"] })(1)).rejects.toThrow(/not a number or JSON: ""/);
  });

  it("ends a program that takes too long, and says so", async () => {
    await expect(command({ argv: ["sleep", "600"], timeout: 0.2 })(1)).rejects.toMatchObject({
      code: "command-timeout",
    });
  });

  it("refuses options that it does not have, and argv without a program", () => {
    expect(() => command({ argv: ["true"], shell: true } as never)).toThrow(/no option "shell".*argv, input/);
    expect(() => command({ argv: [] })).toThrow(/needs argv/);
  });

  it("travels as a reference to itself", () => {
    const options = { argv: ["true"] };
    const fn = command(options) as unknown as Record<symbol, unknown>;
    expect(fn[Symbol.for("adaptive-scheduler.door-reference")]).toEqual({
      path: "command",
      use: "call",
      args: [options],
    });
  });
});

describe("fillTemplate", () => {
  it("writes points to the last bit", () => {
    expect(fillTemplate("{}", 0.1 + 0.2)).toBe("0.30000000000000004");
    expect(fillTemplate("a{1}b{0}{{}}", [1, 2])).toBe("a2b1{}");
    expect(fillTemplate("{}", [1, 2])).toBe("[1,2]");
    expect(() => fillTemplate("{2}", [1, 2])).toThrow(/coordinate 2/);
  });
});
