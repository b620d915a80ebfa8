import { describe, expect, it } from "vitest";
import { CommandError, runCommand } from "../../src/exec/index.js";

const node = process.execPath;
const failure = async (running: Promise<unknown>): Promise<CommandError> => {
  const error: unknown = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CommandError);
  return error as CommandError;
};

describe("runCommand", () => {
  it("gives what a program wrote, as it wrote it", async () => {
    const result = await runCommand([
      node,
      "-e",
      "console.log('out'); console.error('err'); process.exit(3)",
    ]);
    expect(result).toMatchObject({ stdout: "out\n", stderr: "err\n", exitCode: 3 });
    expect(result.durationMs).toBeGreaterThan(0);
  });

  it("passes input, and gives an empty one otherwise", async () => {
    expect((await runCommand(["cat"], { input: "a\nb" })).stdout).toBe("a\nb");
    expect((await runCommand(["cat"])).stdout).toBe("");
  });

  it("adds, removes and cleans environment variables", async () => {
    const show = ["sh", "-c", "echo ${HIDDEN-unset} ${ADDED-unset} ${PATH:+path}"];
    process.env["HIDDEN"] = "seen";
    try {
      expect((await runCommand(show, { env: { ADDED: "1" } })).stdout).toBe("seen 1 path\n");
      expect((await runCommand(show, { env: { HIDDEN: undefined } })).stdout).toBe("unset unset path\n");
      expect((await runCommand(show, { cleanEnv: true, env: { ADDED: "2" } })).stdout).toBe("unset 2 path\n");
    } finally {
      delete process.env["HIDDEN"];
    }
  });

  it("runs in the folder it is told", async () => {
    expect((await runCommand(["pwd"], { cwd: "/" })).stdout).toBe("/\n");
  });

  it("says that a program is not there", async () => {
    const error = await failure(runCommand(["no-such-program-here"]));
    expect(error.code).toBe("command-not-started");
    expect(error.message).toContain("no such program");
  });

  it("ends a program at its time limit, with the children that hold its output", async () => {
    const error = await failure(runCommand(["sh", "-c", "echo begun; sleep 600 & wait"], { timeoutMs: 300 }));
    expect(error.code).toBe("command-timeout");
    expect(error.stdout).toBe("begun\n");
  });

  it("ends a program that ignores the polite signal", async () => {
    const error = await failure(
      runCommand(["sh", "-c", "trap '' TERM; while :; do sleep 1; done"], { timeoutMs: 200 }),
    );
    expect(error.code).toBe("command-timeout");
  });

  it("ends a program when its signal aborts, before or while it runs", async () => {
    expect((await failure(runCommand(["true"], { signal: AbortSignal.abort() }))).code).toBe(
      "command-cancelled",
    );
    const controller = new AbortController();
    const running = runCommand(["sleep", "600"], { signal: controller.signal });
    setImmediate(() => controller.abort());
    expect((await failure(running)).code).toBe("command-cancelled");
  });

  it("ends a program that writes without end", async () => {
    const error = await failure(runCommand(["yes"], { maxOutputBytes: 10_000 }));
    expect(error.code).toBe("command-output");
  });

  it("says which signal ended a program as shells do", async () => {
    expect((await runCommand(["sh", "-c", "kill -9 $$"])).exitCode).toBe(137);
  });
});
