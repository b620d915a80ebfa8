import { expect, test } from "vitest";
import { runCells, startKernel } from "./index.js";

test("cells run in order and report what they print", async () => {
  const [first, second, third] = await runCells([
    "const a: number = 20;\nconsole.log('hello', a)",
    "console.error('oh'); a + 1",
    "const wrong: string = 3;",
  ]);
  expect(first).toMatchObject({ status: "ok", stdout: "hello 20\n" });
  expect(second).toMatchObject({ status: "ok", stderr: "oh\n", stdout: "21\n" });
  expect(third?.status).toBe("error");
});

test("a kernel restarts, dies and closes", async () => {
  const kernel = await startKernel();
  await kernel.run("const kept = 1");
  await kernel.restart();
  expect((await kernel.run("typeof globalThis.process")).stdout).toBe("object\n");
  expect((await kernel.run("kept")).status).toBe("error");
  const endless = kernel.run("while (true) {}");
  await expect(Promise.all([endless, kernel.kill()])).rejects.toThrow(/died/);
  expect(await kernel.close()).toBe(-9);
});

test("a kernel that is shut down ends with code 0", async () => {
  const kernel = await startKernel();
  expect(await kernel.close()).toBe(0);
});
