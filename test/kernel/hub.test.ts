import { expect, test } from "vitest";
import { decodeMessage, encodeMessage, messageType, type Outgoing } from "../../src/kernel/comm/frames.js";
import { CommHub } from "../../src/kernel/comm/hub.js";
import { putBuffers, splitBuffers } from "../../src/kernel/widget/buffers.js";
import { changedFields } from "../../src/kernel/widget/changes.js";
import { answerPlot, answerRequest } from "../../src/kernel/widget/requests.js";
import { PROTOCOL_VERSION, SNAPSHOT_KEYS, type ScreenReply } from "../../src/protocol/index.js";
import { FakeRunView, fakeSnapshot } from "../fakes/run-view.mjs";

const key = "secret";
const header = { msg_id: "1", msg_type: "cell", session: "s", username: "u", date: "", version: "5.3" };

function frames(message: Partial<Outgoing>, signedWith = key): Buffer[] {
  const whole = { identities: ["id"], type: "comm_msg", parent: {}, content: {}, ...message };
  return encodeMessage(signedWith, whole).map((frame) => Buffer.from(frame));
}

function makeHub() {
  const said: Outgoing[] = [];
  const hub = new CommHub(
    (message) => said.push(message),
    () => header,
  );
  const replies: Outgoing[] = [];
  const hear = (type: string, content: object, buffers: Uint8Array[] = []): void => {
    const message = decodeMessage(key, frames({ type, content, buffers }));
    if (message !== null) hub.handle(message, { reply: (answer) => replies.push(answer) });
  };
  return { hub, said, replies, hear };
}

test("a message survives the wire, its buffers unsigned", () => {
  const raw = frames({
    content: { a: [1, "ü"] },
    buffers: [new Uint8Array([0, 255]), new Float64Array([0.5])],
  });
  expect(messageType(raw)).toBe("comm_msg");
  const message = decodeMessage(key, raw);
  expect(message?.content).toEqual({ a: [1, "ü"] });
  expect([...(message?.buffers[0] ?? [])]).toEqual([0, 255]);
  expect(message?.buffers[1]?.length).toBe(8);
});

test("what is not signed with our key, and what is not a message, is no message", () => {
  expect(decodeMessage(key, frames({}, "other"))).toBeNull();
  expect(decodeMessage(key, [Buffer.from("x")])).toBeNull();
  expect(messageType([])).toBeNull();
  expect(messageType([Buffer.from("<IDS|MSG>"), Buffer.from(""), Buffer.from("no json")])).toBeNull();
});

test("a front end opens, writes and closes", () => {
  const { hub, said, hear } = makeHub();
  const heard: unknown[] = [];
  hub.serve("target", (comm, event) => {
    heard.push(event.data);
    comm.onMessage = ({ data, buffers }) => heard.push([data, [...(buffers[0] ?? [])]]);
    comm.onClose = () => heard.push("closed");
    comm.send({ data: { hello: 1 } });
  });
  hear("comm_open", { comm_id: "a", target_name: "target", data: { open: true } });
  hear("comm_msg", { comm_id: "a", data: { n: 1 } }, [new Uint8Array([7])]);
  hear("comm_close", { comm_id: "a" });
  hear("comm_msg", { comm_id: "a", data: { late: true } });
  expect(heard).toEqual([{ open: true }, [{ n: 1 }, [7]], "closed"]);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatchObject({ type: "comm_msg", content: { comm_id: "a", data: { hello: 1 } } });
  expect(said[0]?.parent.msg_type).toBe("comm_open");
});

test("a target that nobody serves is closed", () => {
  const { said, hear } = makeHub();
  hear("comm_open", { comm_id: "a", target_name: "unknown", data: {} });
  expect(said).toMatchObject([{ type: "comm_close", content: { comm_id: "a" } }]);
});

test("the kernel opens and closes, and after that says nothing more", () => {
  const { hub, said } = makeHub();
  const comm = hub.open("t", { data: { x: 1 } });
  comm.close();
  comm.close();
  comm.send({ data: {} });
  expect(said.map((message) => message.type)).toEqual(["comm_open", "comm_close"]);
  expect(said[0]?.parent).toBe(header);
  expect(hub.size).toBe(0);
});

test("comm_info lists what is open and what is served, of one target or of all", () => {
  const { hub, replies, hear } = makeHub();
  hub.open("t", {}, "a");
  hub.serve("u", () => undefined);
  hear("comm_info_request", { target_name: "t" });
  hear("comm_info_request", {});
  expect(replies.map((reply) => (reply.content as { comms: object }).comms)).toEqual([
    { a: { target_name: "t" } },
    { a: { target_name: "t" }, "target:u": { target_name: "u" } },
  ]);
});

test("typed arrays leave a value and come back to their places", () => {
  const value = { a: [1, new Float64Array([1, 2])], b: { c: new Uint8Array([3]) }, d: "x" };
  const { value: rest, paths, buffers } = splitBuffers(value);
  expect(rest).toEqual({ a: [1, null], b: { c: null }, d: "x" });
  expect(paths).toEqual([
    { path: ["a", 1], type: "Float64Array" },
    { path: ["b", "c"], type: "Uint8Array" },
  ]);
  expect(buffers).toHaveLength(2);
  const back: Record<string, unknown> = { a: {}, b: {} };
  putBuffers(back, [["b", "c"], ["no", "such", "place"], []], [new Uint8Array([3])]);
  expect(back).toEqual({ a: {}, b: { c: new Uint8Array([3]) } });
});

test("the keys of a snapshot are all listed, and only changed fields are sent", () => {
  const snapshot = fakeSnapshot();
  expect([...SNAPSHOT_KEYS].sort()).toEqual(Object.keys(snapshot).sort());
  const learners = { ...snapshot.learners };
  expect(changedFields(snapshot, { ...snapshot, learners, serial: 2, points: 5 })).toEqual({
    serial: 2,
    points: 5,
  });
  expect(changedFields(null, snapshot)).toEqual(snapshot);
});

test.each([
  ["rows", { table: "learners", offset: 2, limit: 1e9, status: null }, ["rows", "learners", 2, 1000, null]],
  ["cancel", {}, ["cancel"]],
  ["cleanup", { oldLogs: true }, ["cleanup", { oldLogs: true }]],
  ["cleanup", {}, ["cleanup", { oldLogs: false }]],
  ["queue", { offset: 0, limit: 25 }, ["queue"]],
  ["results", { index: 3, offset: 0, limit: 5 }, ["results", 3, 0, 5]],
])("a screen asks for %s", async (method, params, call) => {
  const view = new FakeRunView();
  const replies: ScreenReply[] = [];
  await answerRequest(view, { protocol: PROTOCOL_VERSION, request: "r", method, params }, (reply) =>
    replies.push(reply),
  );
  expect(view.calls).toEqual([call]);
  expect(replies).toMatchObject([{ reply: "r", ok: true }]);
});

test("of a long queue a screen gets the page that it shows", async () => {
  const view = new FakeRunView();
  const rows = await view.queue();
  const replies: ScreenReply[] = [];
  const request = {
    protocol: PROTOCOL_VERSION,
    request: "r",
    method: "queue",
    params: { offset: 1, limit: 1 },
  };
  await answerRequest(view, request, (reply) => replies.push(reply));
  expect(replies).toMatchObject([{ ok: true, result: { total: rows.length, rows: [rows[1]] } }]);
});

test("a live plot is asked for its picture, with a choice of numbers, and for nothing else", async () => {
  const replies: ScreenReply[] = [];
  const ask = (method: string, params: object): Promise<void> =>
    answerPlot(
      (choice) => ({ choice }),
      { protocol: PROTOCOL_VERSION, request: method, method, params },
      (reply) => replies.push(reply),
    );
  await ask("plot", { choice: { view: 2 } });
  await ask("plot", { choice: { view: "2" } });
  await ask("cancel", {});
  expect(replies).toMatchObject([
    { ok: true, result: { choice: { view: 2 } } },
    { ok: false, error: { message: expect.stringContaining("object of numbers") as string } },
    { ok: false, error: { message: expect.stringContaining("no such request") as string } },
  ]);
});

test.each([
  ["an unknown method", { method: "constructor" }, /no such request/],
  ["another version", { method: "queue", protocol: 99 }, /another version: reload/],
  ["a bad page", { method: "rows", params: { table: "jobs", offset: -1, limit: 5 } }, /offset has to be/],
  ["a bad table", { method: "rows", params: { table: "x", offset: 1, limit: 5 } }, /learners, jobs/],
  ["a fault of the run", { method: "plot", params: { index: 1 } }, /no plot/],
])("%s is refused in the reply", async (_, message, sentence) => {
  const replies: ScreenReply[] = [];
  const request = { protocol: PROTOCOL_VERSION, request: "r", params: {}, ...message };
  await answerRequest(new FakeRunView(), request, (reply) => replies.push(reply));
  expect(replies).toMatchObject([
    { ok: false, error: { message: expect.stringMatching(sentence) as string } },
  ]);
});

test("what is not a request gets no reply", async () => {
  const replies: ScreenReply[] = [];
  await answerRequest(new FakeRunView(), { hello: 1 }, (reply) => replies.push(reply));
  expect(replies).toEqual([]);
});
