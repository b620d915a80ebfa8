import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRig, LEAVE } from "./rig.js";
import type { Rig } from "./rig.js";

let rig: Rig;
beforeEach(async () => {
  rig = await createRig();
});
afterEach(() => rig.close());

const ESTABLISHED = "01";

/** Connections to a port of this machine, counted at the side that listens. */
function connections(url: string): number {
  const port = Number(url.split(":").at(-1)).toString(16).toUpperCase().padStart(4, "0");
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = "", , state]) => local.endsWith(`:${port}`) && state === ESTABLISHED).length;
}

const untilConnections = async (url: string, count: number): Promise<void> => {
  while (connections(url) !== count) await new Promise((resolve) => setTimeout(resolve, 10));
};

test.runIf(process.platform === "linux")(
  "a client that asks seldom holds no connection between its requests",
  async () => {
    const server = await rig.serve();
    const seldom = await rig.connect("worker", server, { idleMs: 50 });
    const often = await rig.connect("worker", server, { idleMs: 60_000 });
    await often.request(LEAVE);
    for (let round = 0; round < 3; round++) {
      expect(await seldom.request(LEAVE)).toMatchObject({ verb: "leave" });
      await untilConnections(server.url, 1);
    }
    // One that is under way is no reason to close, however long it takes.
    const slow = await rig.serve({
      handle: () => new Promise((resolve) => setTimeout(resolve, 300, { late: true })),
    });
    const patient = await rig.connect("worker", slow, { idleMs: 50, retries: 0 });
    expect(await patient.request(LEAVE)).toEqual({ late: true });
  },
);
