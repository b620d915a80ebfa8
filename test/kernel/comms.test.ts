// The comms of a real tslab kernel, seen from the wire.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  repository,
  startKernel,
  type CellResult,
  type Kernel,
  type KernelMessage,
} from "../kernel-driver/index.js";

const LIBRARY = `
  const kernel = require("${repository}/lib/kernel/index.js");
  const { hub } = kernel.commSupport();
  const echoes = [];
  hub.serve("echo", (comm) => {
    comm.onMessage = ({ data, buffers }) => comm.send({ data: { got: data }, buffers: buffers.map((b) => b.map((x) => x + 1)) });
    comm.onClose = () => echoes.push("closed");
  });`;

let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(async () => {
  expect(await kernel.close()).toBe(0);
});

/** Waits for the first `count` messages that `wanted` accepts, from now on. */
function collect(wanted: (message: KernelMessage) => boolean, count: number): Promise<KernelMessage[]> {
  const seen: KernelMessage[] = [];
  return new Promise((resolve) => {
    const stop = kernel.onMessage((message) => {
      if (!wanted(message) || seen.push(message) < count) return;
      stop();
      resolve(seen);
    });
  });
}

async function next(wanted: (message: KernelMessage) => boolean): Promise<KernelMessage> {
  const [message] = await collect(wanted, 1);
  return message!;
}

function onComm(id: string, type = "comm_msg") {
  return (message: KernelMessage): boolean => message.type === type && message.content["comm_id"] === id;
}

function expectClean(cell: CellResult): void {
  expect(cell.stderr).toBe("");
  expect(cell.status).toBe("ok");
}

test("a kernel that only loads the library is left as it was", async () => {
  const cell = await kernel.run(`
    const jupyter = Object.values(require.cache).find((m) => m.filename.endsWith("tslab/dist/jupyter.js"));
    const before = jupyter.exports.ZmqServer.prototype.handleShellMessage;
    require("${repository}/lib/kernel/index.js");
    console.log(before === jupyter.exports.ZmqServer.prototype.handleShellMessage, before.toString().includes("fromRaw"));`);
  expect(cell.stdout).toBe("true true\n");
});

test("messages go both ways with their buffers", async () => {
  expectClean(await kernel.run(LIBRARY));
  const reply = next(onComm("c1"));
  kernel.send("comm_open", { comm_id: "c1", target_name: "echo", data: {} });
  kernel.send("comm_msg", { comm_id: "c1", data: { n: 1 } }, [Buffer.from([1, 2, 254]).toString("base64")]);
  const { content, buffers } = await reply;
  expect(content["data"]).toEqual({ got: { n: 1 } });
  expect(buffers.map((buffer) => [...Buffer.from(buffer, "base64")])).toEqual([[2, 3, 255]]);
  const closed = next(onComm("nobody", "comm_close"));
  kernel.send("comm_open", { comm_id: "nobody", target_name: "unknown", data: {} });
  await closed;
});

test("a cell that awaits does not hold a comm up, and the kernel stays busy with it", async () => {
  const started = next((message) => message.type === "stream");
  const cell = kernel.run(`
    console.log("waiting");
    await new Promise((resolve) => hub.serve("release", resolve));
    console.log("released");`);
  await started;
  const reply = next(onComm("c1"));
  const status = collect((message) => message.type === "status", 3);
  kernel.send("comm_msg", { comm_id: "c1", data: { during: "await" } });
  expect((await reply).content["data"]).toEqual({ got: { during: "await" } });
  expect((await status).map((message) => message.content["execution_state"])).toEqual([
    "busy",
    "idle",
    "busy",
  ]);
  kernel.send("comm_open", { comm_id: "r1", target_name: "release", data: {} });
  expect((await cell).stdout).toBe("waiting\nreleased\n");
});

test("a widget: opening in the same cell, changes, custom messages, all states for a page that comes back", async () => {
  const cell = await kernel.run(`
    const heard = [];
    const model = new kernel.WidgetModel(hub, { _model_module: "m", _model_name: "M", n: 1, bytes: new Uint8Array([9]) }, {
      onCustom: (content, buffers) => model.send({ pong: content }, buffers),
      onChange: (changed) => heard.push(JSON.stringify(changed)),
    });
    model.set({ n: 2 });
    console.log(model.id);`);
  expectClean(cell);
  const id = cell.stdout.trim();
  const mine = cell.messages.filter((message) => message.content["comm_id"] === id);
  expect(mine.map((message) => message.type)).toEqual(["comm_open", "comm_msg"]);
  expect(mine[0]?.content["data"]).toEqual({
    state: { _model_module: "m", _model_name: "M", n: 1 },
    buffer_paths: [["bytes"]],
  });
  expect(mine[0]?.buffers).toEqual([Buffer.from([9]).toString("base64")]);
  expect(mine[1]?.content["data"]).toEqual({ method: "update", state: { n: 2 }, buffer_paths: [] });

  const pong = next(onComm(id));
  kernel.send("comm_msg", { comm_id: id, data: { method: "custom", content: { ping: 1 } } });
  expect((await pong).content["data"]).toEqual({ method: "custom", content: { pong: { ping: 1 } } });

  const echo = next(onComm(id));
  const data = { method: "update", state: { n: 7, bytes: null }, buffer_paths: [["bytes"]] };
  kernel.send("comm_msg", { comm_id: id, data }, [Buffer.from([8]).toString("base64")]);
  expect((await echo).content["data"]).toMatchObject({ method: "echo_update", state: { n: 7 } });

  const states = next(onComm("control"));
  kernel.send("comm_open", { comm_id: "control", target_name: "jupyter.widget.control", data: {} });
  kernel.send("comm_msg", { comm_id: "control", data: { method: "request_states" } });
  const answer = await states;
  const all = (answer.content["data"] as { states: Record<string, object> }).states;
  expect(all[id]).toMatchObject({ model_name: "M", state: { n: 7 } });
  expect(answer.buffers).toEqual([Buffer.from([8]).toString("base64")]);
});

test("two loaded copies share the comms", async () => {
  const cell = await kernel.run(`
    for (const file of Object.keys(require.cache)) if (file.includes("/lib/kernel/")) delete require.cache[file];
    console.log(require("${repository}/lib/kernel/index.js").commSupport().hub === hub);`);
  expect(cell.stdout).toBe("true\n");
});

test("thousands of lines in one cell do not lose its end any more", async () => {
  const cell = await kernel.run(`for (let i = 0; i < 3000; i++) console.log(i); model.set({ n: "last" });`);
  expect(cell.status).toBe("ok");
});

test("an unknown tslab gets the table and the reason", async () => {
  const cell = await kernel.run(`
    const tried = kernel.commSupport({ version: "9.9.9", jupyter: null });
    console.log("hub" in tried);
    delete globalThis[Symbol.for("adaptive-scheduler.comm-hub.v1")];
    console.log(kernel.commSupport({ version: "9.9.9", jupyter: null }).reason);`);
  expect(cell.stdout).toBe(
    "true\nThe live view works with tslab 1.0.22 and this is 9.9.9, so here is a table that is kept up to date.\n",
  );
});

test("after a restart the comms are there again", async () => {
  await kernel.restart();
  expectClean(await kernel.run(LIBRARY));
  const reply = next(onComm("c2"));
  kernel.send("comm_open", { comm_id: "c2", target_name: "echo", data: {} });
  kernel.send("comm_msg", { comm_id: "c2", data: { again: true } });
  expect((await reply).content["data"]).toEqual({ got: { again: true } });
});
