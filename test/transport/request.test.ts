import { afterEach, beforeEach, expect, test } from "vitest";
import { AdaptiveSchedulerError } from "../../src/protocol/index.js";
import { createRig, LEAVE } from "./rig.js";
import type { Rig } from "./rig.js";

let rig: Rig;
beforeEach(async () => {
  rig = await createRig();
});
afterEach(() => rig.close());

test("a worker and an owner are told apart by their keys", async () => {
  const server = await rig.serve();
  const worker = await rig.connect("worker", server);
  const owner = await rig.connect("owner", server);
  expect(await worker.request(LEAVE)).toEqual({ role: "worker", verb: "leave" });
  expect(await owner.request({ verb: "trigger" })).toEqual({ role: "owner", verb: "trigger" });
  await expect(worker.request({ verb: "cancel" })).rejects.toMatchObject({ code: "forbidden" });
});

test("errors cross with code, message and details, whatever was thrown", async () => {
  const thrown: unknown[] = [
    new AdaptiveSchedulerError("full", "No room.", { details: { free: 0 } }),
    new TypeError("a bug"),
    new AdaptiveSchedulerError("odd", "Details that JSON cannot hold.", { details: { big: 1n } }),
  ];
  const server = await rig.serve({ handle: () => Promise.reject(thrown.shift() as Error) });
  const worker = await rig.connect("worker", server);
  await expect(worker.request(LEAVE)).rejects.toMatchObject({
    code: "full",
    message: "No room.",
    details: { free: 0 },
  });
  await expect(worker.request(LEAVE)).rejects.toMatchObject({ code: "internal", message: "a bug" });
  await expect(worker.request(LEAVE)).rejects.toMatchObject({ code: "odd", details: {} });
});

test("many requests of one client run at once and each gets its own reply", async () => {
  const waiting: (() => void)[] = [];
  const server = await rig.serve({
    handle: (request) =>
      new Promise((resolve) => {
        waiting.push(() => resolve((request as unknown as { n: number }).n));
        // All are in the server's hands before the first is answered, and they are answered backwards.
        if (waiting.length === 50) for (const answer of waiting.reverse()) answer();
      }),
  });
  const worker = await rig.connect("worker", server);
  const numbers = Array.from({ length: 50 }, (_, n) => n);
  expect(await Promise.all(numbers.map((n) => worker.request({ ...LEAVE, n } as never)))).toEqual(numbers);
});

test("two servers in one process let in their own clients only", async () => {
  const other = await createRig();
  try {
    const first = await rig.serve();
    const second = await other.serve();
    // As from a list that nobody published: the handshake itself says nothing.
    const { url, serverKey } = first;
    const stranger = await other.connect("owner", first, {
      timeoutMs: 100,
      retries: 1,
      resolveEndpoint: () => Promise.resolve({ url, serverKey }),
    });
    await expect(stranger.request({ verb: "cancel" })).rejects.toMatchObject({ code: "no-answer" });
    const friend = await other.connect("owner", second);
    expect(await friend.request({ verb: "trigger" })).toEqual({ role: "owner", verb: "trigger" });
    await first.close();
    const late = await other.connect("worker", second);
    expect(await late.request(LEAVE)).toMatchObject({ role: "worker" });
  } finally {
    await other.close();
  }
});

test("a client whose key is not on the published list is told so at once, and what to do", async () => {
  const other = await createRig();
  try {
    const server = await rig.serve();
    for (const role of ["worker", "owner"] as const) {
      const stranger = await other.connect(role, server);
      const asked = stranger.request(LEAVE, { timeoutMs: 1e9, retries: Infinity });
      await expect(asked).rejects.toMatchObject({ code: "refused-key", details: { role } });
      await expect(asked).rejects.toThrow(/keys\/ in the run folder was replaced/);
    }
    const friend = await rig.connect("worker", server);
    expect(await friend.request(LEAVE)).toMatchObject({ role: "worker" });
  } finally {
    await other.close();
  }
});

test("a range of ports is kept, and a full one is a clear error", async () => {
  const first = await rig.serve();
  const port = Number(new URL(first.url.replace("tcp", "http")).port);
  await expect(rig.serve({ portRange: [port, port] })).rejects.toMatchObject({ code: "no-free-port" });
  const second = await rig.serve({ portRange: [port, port + 20] });
  expect(Number(new URL(second.url.replace("tcp", "http")).port)).toBeGreaterThan(port);
  await expect(rig.serve({ address: "0.0.0.0" })).rejects.toMatchObject({ code: "bad-address" });
  await expect(rig.serve({ address: "no-such-interface.invalid" })).rejects.toMatchObject({
    code: "bad-address",
  });
});

test("an abort ends a request with its reason, and the client goes on", async () => {
  let answer = (): void => undefined;
  const server = await rig.serve({
    handle: () => new Promise((resolve) => (answer = () => resolve("late"))),
  });
  const worker = await rig.connect("worker", server);
  const controller = new AbortController();
  const request = worker.request(LEAVE, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(request).rejects.toThrow("enough");
  await expect(worker.request(LEAVE, { signal: controller.signal })).rejects.toThrow("enough");
  const next = worker.request(LEAVE, { timeoutMs: 20, retries: 1000 });
  const timer = setInterval(() => answer(), 5);
  expect(await next.finally(() => clearInterval(timer))).toBe("late");
  worker.close();
  await expect(worker.request(LEAVE)).rejects.toMatchObject({ code: "closed" });
});

test("closing the server lets requests in work end", async () => {
  let answer = (): void => undefined;
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const server = await rig.serve({
    handle: () => {
      arrive();
      return new Promise((resolve) => (answer = () => resolve("done")));
    },
  });
  const worker = await rig.connect("worker", server);
  const reply = worker.request(LEAVE);
  await arrived;
  const closing = server.close();
  answer();
  expect(await reply).toBe("done");
  await closing;
});
