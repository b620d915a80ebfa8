import { afterEach, beforeEach, expect, test } from "vitest";
import type { RequestMessage } from "../../src/protocol/index.js";
import { backoffMs } from "../../src/transport/backoff.js";
import { createRig, LEAVE } from "./rig.js";
import type { Rig } from "./rig.js";

let rig: Rig;
beforeEach(async () => {
  rig = await createRig();
});
afterEach(() => rig.close());

const numbered = (n: number): typeof LEAVE => ({ ...LEAVE, n }) as typeof LEAVE;
const numberOf = (request: RequestMessage): number => (request as unknown as { n: number }).n;

test("a late reply is never taken for another request's", async () => {
  const late: (() => void)[] = [];
  const server = await rig.serve({
    handle: (request) => {
      const n = numberOf(request);
      // The first is answered after the second has arrived, and just before it is answered itself.
      return new Promise((resolve) => {
        late.push(() => resolve(n));
        if (n > 1) for (const answer of late) answer();
      });
    },
  });
  const client = await rig.connect("worker", server);
  await expect(client.request(numbered(1), { timeoutMs: 20, retries: 0 })).rejects.toMatchObject({
    code: "no-answer",
  });
  for (let n = 2; n < 10; n++) expect(await client.request(numbered(n))).toBe(n);
});

test("a slow server's reply counts, although it comes in a later attempt", async () => {
  let asked = 0;
  let answer = (): void => undefined;
  const server = await rig.serve({
    handle: () => {
      // Only the first one is ever answered, and only once the client has asked again.
      if (++asked === 1) return new Promise((resolve) => (answer = () => resolve("first")));
      if (asked === 2) answer();
      return new Promise(() => undefined);
    },
  });
  const client = await rig.connect("worker", server, { backoffMs: 5, maxBackoffMs: 20 });
  expect(await client.request(LEAVE, { timeoutMs: 500, retries: 2 })).toBe("first");
});

test("a client follows the manager to its next address, with what was under way", async () => {
  let stuck = 0;
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const first = await rig.serve({
    handle: () => {
      if (++stuck === 3) arrive();
      return new Promise(() => undefined);
    },
  });
  let endpoint = first;
  let lookups = 0;
  const client = await rig.connect("worker", first, {
    resolveEndpoint: () => {
      lookups++;
      return Promise.resolve(endpoint);
    },
    timeoutMs: 100,
    retries: Infinity,
    backoffMs: 5,
    maxBackoffMs: 50,
  });
  const requests = [1, 2, 3].map((n) => client.request(numbered(n)));
  await arrived;
  const closing = first.close();
  endpoint = await rig.serve({ handle: (request) => Promise.resolve(numberOf(request)) });
  expect(await Promise.all(requests)).toEqual([1, 2, 3]);
  expect(lookups).toBeGreaterThan(1);
  await closing;
});

test("an endpoint that cannot be read yet is tried again, and named in the end", async () => {
  const server = await rig.serve();
  let reads = 0;
  const options = { backoffMs: 1, maxBackoffMs: 2 };
  const patient = await rig.connect("worker", server, {
    ...options,
    resolveEndpoint: () =>
      ++reads < 4 ? Promise.reject(new Error("no endpoint.json yet")) : Promise.resolve(server),
  });
  expect(await patient.request(LEAVE)).toMatchObject({ verb: "leave" });
  const lost = await rig.connect("worker", server, {
    ...options,
    resolveEndpoint: () => Promise.reject(new Error("no endpoint.json yet")),
  });
  await expect(lost.request(LEAVE, { retries: 2 })).rejects.toThrow(/asked 3 times: no endpoint.json yet/);
});

test("a client that gives up or closes leaves nothing behind", async () => {
  const server = await rig.serve({ handle: () => new Promise(() => undefined) });
  const client = await rig.connect("owner", server, { timeoutMs: 10, retries: 1, backoffMs: 1 });
  const all = Array.from({ length: 20 }, () =>
    client.request({ verb: "trigger" }).catch((error: { code: string }) => error.code),
  );
  expect(new Set(await Promise.all(all))).toEqual(new Set(["no-answer"]));
  const pending = client.request({ verb: "trigger" }, { timeoutMs: 60_000 });
  client.close();
  await expect(pending).rejects.toMatchObject({ code: "closed" });
});

test("waits between attempts double up to a limit, with a random part", () => {
  const waits = [1, 2, 3, 4, 5, 60].map((attempt) =>
    backoffMs(attempt, { firstMs: 100, maxMs: 1000 }, () => 1),
  );
  expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(backoffMs(3, { firstMs: 100, maxMs: 1000 }, () => 0)).toBe(200);
});
