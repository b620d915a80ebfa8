// What a network does to a run: strangers, garbage, and a manager that is slow to answer.
import { cp } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { curveKeyPair, Dealer } from "zeromq";
import { expect, test } from "vitest";
import { RunManager } from "../../lib/index.js";
import { createRunKeys } from "../../src/transport/index.js";
import { PROTOCOL_VERSION } from "../../src/protocol/index.js";
import { until, withRun, type Rig } from "./rig.js";

/** Sends bytes to the manager's port; resolves when the connection is closed. */
function throwAt(rig: Rig, bytes: Buffer): Promise<void> {
  const { port } = new URL(rig.endpoint()!.urls[0]!.replace("tcp:", "http:"));
  return new Promise((resolve) => {
    const socket: Socket = connect(Number(port), "127.0.0.1", () => socket.end(bytes));
    socket.on("close", () => resolve()).on("error", () => resolve());
    socket.resume();
  });
}

test("garbage and huge frames on the port change nothing", { timeout: 90_000 }, () =>
  withRun({}, async (rig) => {
    await rig.startKernel();
    const greeting = Buffer.concat([
      Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]),
      Buffer.from("NULL"),
      Buffer.alloc(48),
    ]);
    const huge = Buffer.concat([
      Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f]),
      Buffer.alloc(8 << 20, 0xff),
    ]);
    for (const bytes of [Buffer.from("GET / HTTP/1.0\r\n\r\n"), Buffer.alloc(4096, 7), greeting, huge])
      await throwAt(rig, bytes);
    await rig.finished();
    expect(rig.endpoint()!.generation).toBe(1);
    await rig.checkData();
  }),
);

test("a stranger's key gets no answer, and changes nothing", { timeout: 90_000 }, () =>
  // Jobs wait for the gate, so that all learners are there to be had.
  withRun({ gated: true }, async (rig) => {
    await rig.startKernel();
    const { urls, serverKey } = rig.endpoint()!;
    const { publicKey, secretKey } = curveKeyPair();
    const options = { curvePublicKey: publicKey, curveSecretKey: secretKey, curveServerKey: serverKey };
    const stranger = new Dealer({ ...options, linger: 0, receiveTimeout: 2000 });
    stranger.connect(urls[0]!);
    const worker = { jobId: "stranger", instance: "s", node: "n", pid: 1 };
    const requests = [
      { verb: "start", worker, resourceClass: 0, secondsLeft: null },
      { verb: "fail", worker, index: 0, epoch: 1, progress: null, error: { message: "m", stack: "s" } },
      { verb: "cancel" },
    ];
    for (const request of requests)
      await stranger.send(["", JSON.stringify({ ...request, protocol: PROTOCOL_VERSION, id: "1" })]);
    await expect(stranger.receive()).rejects.toThrow();
    stranger.close();
    // A user with the wrong keys is told so.
    const copy = join(rig.folder, "copy");
    await cp(rig.runFolder, copy, { recursive: true, filter: (path) => !path.endsWith("keys") });
    await createRunKeys(copy);
    const run = await RunManager.attach(copy);
    await expect(run.finished).rejects.toMatchObject({ code: "refused-key" });
    await run.close();
    await rig.openGate();
    await rig.finished();
    expect(await rig.journal()).not.toContain("stranger");
    await rig.checkData();
  }),
);

test("late replies of a slow manager hand no learner out twice", { timeout: 90_000 }, () =>
  withRun({ goal: 60, pointMs: 4 }, async (rig) => {
    await rig.startKernel();
    await until(
      async () => (await rig.journal()).split('"assigned"').length > 2,
      "two learners that were handed out",
    );
    const { pid } = rig.endpoint()!;
    process.kill(pid, "SIGSTOP");
    try {
      // The jobs finish what they have, and ask again and again: each attempt waits 4 s.
      await until(async () => {
        const logs = await Promise.all([...(await rig.jobs()).keys()].map((jobId) => rig.logLines(jobId)));
        return logs.length > 0 && logs.every((lines) => isWaiting(lines, 6000));
      }, "jobs that were not answered in time");
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await rig.finished();
    expect(rig.endpoint()!.generation).toBe(1);
    // All repeated requests were answered, late ones to nobody: each learner had one job.
    const handedOut = (await rig.journal()).split("\n").filter((line) => line.includes('"assigned"'));
    expect(handedOut).toHaveLength(4);
    await rig.checkData();
    for (const counts of await rig.evaluations()) expect(Math.max(...counts.values())).toBe(1);
  }),
);

/** Whether a job is done with its learner, and told nobody for so long, as its log says. */
function isWaiting(lines: readonly Record<string, unknown>[], ms: number): boolean {
  const begun = lines.filter(({ event }) => event === "learner").length;
  const done = lines.filter(({ event }) => event === "done");
  const last = done.at(-1);
  return last !== undefined && done.length === begun && Date.now() - (last["at"] as number) > ms;
}
