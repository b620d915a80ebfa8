import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeResult, isReply } from "../../src/widget/decode-reply.js";
import { Requests } from "../../src/widget/requests.js";
import { PROTOCOL_VERSION, type ScreenRequest } from "../../src/protocol/index.js";

test("the module is below 150 kB, gzipped, and stands alone", () => {
  const bundle = readFileSync(new URL("../../lib/widget/bundle.js", import.meta.url));
  expect(gzipSync(bundle, { level: 9 }).length).toBeLessThan(150_000);
  expect(bundle.toString()).not.toMatch(/\bimport\s*["'{*]|require\("/);
});

function ask() {
  const sent: ScreenRequest[] = [];
  return { sent, requests: new Requests((request) => sent.push(request)) };
}

test("each answer goes to the one who asked, others are dropped", async () => {
  const { sent, requests } = ask();
  const first = requests.call("queue", { offset: 0, limit: 25 });
  const second = requests.call("trigger", {});
  expect(new Set(sent.map(({ request }) => request)).size).toBe(2);
  const reply = { protocol: PROTOCOL_VERSION, ok: true };
  expect(requests.take({ ...reply, reply: "somebody else's", result: 0 }, [])).toBe(false);
  expect(requests.take({ hello: 1 }, [])).toBe(false);
  requests.take({ ...reply, reply: sent[1]!.request, result: null }, []);
  requests.take({ ...reply, reply: sent[0]!.request, result: ["row"] }, []);
  expect(await first).toEqual(["row"]);
  expect(await second).toBeNull();
});

test("an error of the kernel, a lost kernel and an abort reject with an Error", async () => {
  const { sent, requests } = ask();
  const refused = requests.call("queue", { offset: 0, limit: 25 });
  const error = { code: "x", message: "no queue" };
  requests.take({ protocol: PROTOCOL_VERSION, reply: sent[0]!.request, ok: false, error }, []);
  await expect(refused).rejects.toThrow("no queue");
  const lost = requests.call("queue", { offset: 0, limit: 25 });
  requests.fail("The kernel is gone.");
  await expect(lost).rejects.toThrow("The kernel is gone.");
  const abort = new AbortController();
  const given = requests.call("queue", { offset: 0, limit: 25 }, abort.signal);
  abort.abort();
  await expect(given).rejects.toThrow(/abort/);
  await expect(requests.call("queue", { offset: 0, limit: 25 }, abort.signal)).rejects.toThrow(/abort/);
  expect(sent).toHaveLength(3);
});

test("typed arrays come back to their places, wherever their bytes begin", () => {
  const bytes = new Uint8Array(new Float64Array([0, 1.5, 2.5]).buffer);
  const reply = {
    protocol: PROTOCOL_VERSION,
    reply: "r",
    ok: true,
    result: { a: [null] },
    bufferPaths: [{ path: ["a", 0], type: "Float64Array" }],
  } as const;
  expect(isReply(reply)).toBe(true);
  expect(decodeResult(reply, [new DataView(bytes.buffer, 8)])).toEqual({ a: [Float64Array.of(1.5, 2.5)] });
});
