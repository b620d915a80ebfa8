// 64 clients in two processes ask at once for learners: CURVE on, the journal synced before each reply.
//   node test/bench/database.mjs ours <learners> | echo | flat
// `echo` is a server with the same transport that writes and syncs one line for each batch of requests that wait
// together: what any server with these promises has to do. `flat` is the rate at 100 learners over that at 100,000.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { fdatasync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openDatabase } from "../../lib/database/index.js";
import { createDatabaseServer } from "../../lib/manager/database-server.js";
import { createClient, createRunKeys, readRunKeys, startServer } from "../../lib/transport/index.js";

const CLIENTS = 64;
const PROCESSES = 2;
const SECONDS = 4;
const sync = promisify(fdatasync);

/** One client: takes a learner and gives it back, until told to stop. Counts replies. */
async function ask(client, jobId, count, isOver) {
  const worker = { jobId, instance: "1", node: "bench", pid: process.pid };
  while (!isOver()) {
    const given = await client.request({ verb: "start", worker, resourceClass: 0, secondsLeft: null });
    const { index, epoch } = given;
    const release = { verb: "release", worker, index, epoch, progress: null, cause: "walltime" };
    const answer = await client.request(release);
    if (given.status !== "learner" || answer.status !== "ok")
      throw new Error(JSON.stringify([given, answer]));
    count(2);
  }
}

async function runClients([folder, url, serverKey, name]) {
  const keys = await readRunKeys(folder, "worker");
  let replies = 0;
  let isOver = false;
  let isCounting = false;
  const clients = Array.from({ length: CLIENTS / PROCESSES }, () =>
    createClient({ keys, resolveEndpoint: async () => ({ url, serverKey }) }),
  );
  const loops = clients.map((client, i) =>
    ask(
      client,
      `${name}_${i}`,
      (n) => (replies += isCounting ? n : 0),
      () => isOver,
    ),
  );
  // The first second is for connecting and for the compiler.
  setTimeout(() => (isCounting = true), 1000);
  setTimeout(() => (isOver = true), 1000 + SECONDS * 1000);
  await Promise.all(loops);
  for (const client of clients) client.close();
  process.send(replies);
  process.disconnect();
}

/** Requests a second that two client processes get from a server with this `handle`. */
async function measure(folder, handle) {
  const keys = await readRunKeys(folder, "server");
  const server = await startServer({ keys, address: "127.0.0.1", handle });
  const children = Array.from({ length: PROCESSES }, (_, i) =>
    fork(new URL(import.meta.url), ["client", folder, server.url, server.serverKey, `job${i}`]),
  );
  const counts = await Promise.all(children.map((child) => once(child, "message")));
  await Promise.all(children.map((child) => (child.exitCode === null ? once(child, "exit") : null)));
  await server.close();
  return counts.reduce((sum, [count]) => sum + count, 0) / SECONDS;
}

async function withFolder(run) {
  const folder = mkdtempSync(join(tmpdir(), "bench-database-"));
  try {
    await createRunKeys(folder);
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ours = (learners) =>
  withFolder(async (folder) => {
    const fnames = Array.from({ length: learners }, (_, i) => `data/${i}.arrow`);
    const runFile = {
      runId: "bench",
      createdAt: Date.now(),
      fnames,
      dependencies: {},
      classOf: null,
      resourceClasses: [],
      manager: { maxFailsPerJob: 50 },
    };
    const database = await openDatabase({ folder, runFile });
    const { handle } = createDatabaseServer({ database });
    const rate = await measure(folder, handle);
    await database.close();
    return rate;
  });

const echo = () =>
  withFolder(async (folder) => {
    const file = openSync(join(folder, "echo.jsonl"), "w");
    let writing = Promise.resolve();
    let next;
    const batch = () =>
      (next ??= writing.then(async () => {
        writing = next;
        next = undefined;
        writeSync(file, '{"type":"batch","at":1}\n');
        await sync(file);
      }));
    const handle = async (request) => {
      await batch();
      return request.verb === "start" ? { status: "learner", index: 0, epoch: 1 } : { status: "ok" };
    };
    return measure(folder, handle);
  });

async function main([what, ...rest]) {
  if (what === "client") return runClients(rest);
  const print = (unit, n, value) => console.log(JSON.stringify({ name: `database ${what}`, unit, n, value }));
  if (what === "ours") return print("requests/s", Number(rest[0]), await ours(Number(rest[0])));
  if (what === "echo") return print("requests/s", CLIENTS, await echo());
  if (what === "flat") return print("times slower", 100_000, (await ours(100)) / (await ours(100_000)));
  throw new Error(`unknown: ${what}`);
}
await main(process.argv.slice(2));
