import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Dealer, Request, curveKeyPair } from "zeromq";
import { PROTOCOL_VERSION } from "../../src/protocol/index.js";
import { createClient, readRunKeys } from "../../src/transport/index.js";
import type { ClientKeys, Server } from "../../src/transport/index.js";
import { createRig, LEAVE } from "./rig.js";
import type { Rig } from "./rig.js";

let rig: Rig;
let server: Server;
const raw: { close(): void }[] = [];
beforeEach(async () => {
  rig = await createRig();
  server = await rig.serve({ maxMessageBytes: 10_000 });
});
afterEach(async () => {
  for (const socket of raw.splice(0)) socket.close();
  await rig.close();
});

/** The server is well: someone who is let in gets an answer. */
async function expectWell(): Promise<void> {
  const client = await rig.connect("worker", server);
  expect(await client.request(LEAVE)).toEqual({ role: "worker", verb: "leave" });
}

/** A plain ZeroMQ socket that speaks what it likes. */
function openRaw(keys: Omit<ClientKeys, "role"> | null, serverKey = server.serverKey): Dealer {
  const curve =
    keys === null
      ? {}
      : { curveServerKey: serverKey, curvePublicKey: keys.publicKey, curveSecretKey: keys.secretKey };
  const socket = new Dealer({ linger: 0, ...curve });
  raw.push(socket);
  socket.connect(server.url);
  return socket;
}

const body = (more: object): string =>
  JSON.stringify({ protocol: PROTOCOL_VERSION, id: "7", ...LEAVE, ...more });

test("neither a stranger, nor a client without CURVE, nor one with another server's key gets a word in", async () => {
  let served = 0;
  server = await rig.serve({
    handle: (request, role) => {
      served++;
      return Promise.resolve({ role, verb: request.verb });
    },
  });
  const heard: string[] = [];
  const strangers = [
    openRaw(null),
    openRaw(curveKeyPair()),
    openRaw(await readRunKeys(rig.folder, "owner"), curveKeyPair().publicKey),
  ];
  for (const socket of strangers) {
    await socket.send(["", body({})]);
    void socket.receive().then(
      (frames) => heard.push(String(frames)),
      () => undefined,
    );
  }
  const keys = { role: "owner" as const, ...curveKeyPair() };
  const client = createClient({
    keys,
    // Without the list, so that it is the server that refuses.
    resolveEndpoint: () => Promise.resolve({ url: server.url, serverKey: server.serverKey }),
    timeoutMs: 100,
    retries: 2,
    backoffMs: 10,
  });
  raw.push(client);
  await expect(client.request({ verb: "cancel" })).rejects.toMatchObject({ code: "no-answer" });
  await expectWell();
  expect([heard, served]).toEqual([[], 1]);
});

test("the owner's key without the owner's seal is no more than a worker", async () => {
  const socket = openRaw(await readRunKeys(rig.folder, "owner"));
  for (const seal of [[], ["x".repeat(32)], ["short"]]) {
    await socket.send(["", JSON.stringify({ protocol: PROTOCOL_VERSION, id: "1", verb: "cancel" }), ...seal]);
    expect(JSON.parse(String((await socket.receive()).at(-1)))).toMatchObject({
      ok: false,
      error: { code: "forbidden" },
    });
  }
});

test("a plain REQ client is answered too", async () => {
  const { publicKey, secretKey } = await readRunKeys(rig.folder, "worker");
  const socket = new Request({
    linger: 0,
    curveServerKey: server.serverKey,
    curvePublicKey: publicKey,
    curveSecretKey: secretKey,
  });
  raw.push(socket);
  socket.connect(server.url);
  for (let i = 0; i < 3; i++) {
    await socket.send(body({ id: `${i}` }));
    expect(JSON.parse(String((await socket.receive())[0]))).toMatchObject({ ok: true, id: `${i}` });
  }
});

test("what is no request gets one error reply, and what is one is answered after it", async () => {
  const socket = openRaw(await readRunKeys(rig.folder, "worker"));
  const worker = LEAVE.worker;
  const odd: [string[], string][] = [
    [["", ""], "bad-request"],
    [["no delimiter"], "bad-request"],
    [["", body({}), "a", "b"], "bad-request"],
    [Array.from({ length: 50 }, () => "x"), "bad-request"],
    [["", "", "", "", "", "", body({})], "bad-request"],
    [["", "not JSON"], "bad-request"],
    [["", "\u0000\uffff"], "bad-request"],
    [["", "null"], "bad-request"],
    [["", "[]"], "bad-request"],
    [["", "[".repeat(9000)], "bad-request"],
    [["", body({ protocol: 99 })], "protocol-version"],
    [["", body({ id: 5 })], "bad-request"],
    [["", body({ id: "x".repeat(1001) })], "bad-request"],
    [["", body({ verb: "__proto__" })], "unknown-verb"],
    [["", body({ verb: ["leave"] })], "unknown-verb"],
    [["", body({ worker: { ...worker, jobId: 7 } })], "bad-request"],
    [["", body({ verb: "start", resourceClass: -1, secondsLeft: null })], "bad-request"],
    [["", body({ verb: "progress", index: 0.5, epoch: 1, progress: {} })], "bad-request"],
    [["", body({ verb: "release", index: 0, epoch: 1, progress: null, cause: "boredom" })], "bad-request"],
  ];
  for (const [frames, code] of odd) {
    await socket.send(frames);
    const reply = JSON.parse(String((await socket.receive()).at(-1))) as {
      ok: boolean;
      error: { code: string };
    };
    expect([frames.join().slice(0, 60), reply.ok, reply.error.code]).toEqual([
      frames.join().slice(0, 60),
      false,
      code,
    ]);
    await socket.send(["", body({ id: "well" })]);
    expect(JSON.parse(String((await socket.receive()).at(-1)))).toMatchObject({ ok: true, id: "well" });
  }
});

test("a frame that is too large ends its sender's connection and nobody else's", async () => {
  const bystander = await rig.connect("worker", server);
  await bystander.request(LEAVE);
  const socket = openRaw(await readRunKeys(rig.folder, "worker"));
  await socket.send(["", body({ padding: "x".repeat(9000) })]);
  expect(JSON.parse(String((await socket.receive()).at(-1)))).toMatchObject({ ok: true });
  for (const size of [20_000, 50_000_000]) await socket.send(["", "x".repeat(size)]);
  const heard: unknown[] = [];
  void socket.receive().then(
    (frames) => heard.push(frames),
    () => undefined,
  );
  expect(await bystander.request(LEAVE, { retries: 0 })).toMatchObject({ role: "worker" });
  await expectWell();
  expect(heard).toEqual([]);
});

test("bytes that are no ZeroMQ, and connections that say nothing, deafen nobody", async () => {
  const { hostname, port } = new URL(server.url.replace("tcp", "http"));
  let seed = 42;
  const byte = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) >> 16;
  const greeting = Buffer.concat([
    Buffer.from("ff00000000000000017f0300", "hex"),
    Buffer.from("CURVE"),
    Buffer.alloc(47),
  ]);
  const attacks = [
    ...Array.from({ length: 20 }, (_, i) => Buffer.from(Array.from({ length: 200 * (i + 1) }, byte))),
    ...Array.from({ length: 20 }, () =>
      Buffer.concat([greeting, Buffer.from(Array.from({ length: 300 }, byte))]),
    ),
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    greeting.subarray(0, 11),
  ];
  const sockets: Socket[] = [];
  try {
    for (const bytes of attacks) {
      const socket = connect(Number(port), hostname);
      sockets.push(socket.on("error", () => undefined));
      await once(socket, "connect");
      socket.write(bytes);
    }
    for (let i = 0; i < 200; i++) sockets.push(connect(Number(port), hostname).on("error", () => undefined));
    await expectWell();
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  await expectWell();
});
