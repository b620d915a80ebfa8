// Real processes on lib/ (npx tsc -b src/transport): an open ZeroMQ socket can abort the process that it is in.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const lib = new URL("../../lib/transport/index.js", import.meta.url).href;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "exit-"));
  await writeFile(
    join(folder, "open.mjs"),
    `import { mkdtempSync } from "node:fs";
     import { join } from "node:path";
     import { createClient, createRunKeys, readRunKeys, startServer } from ${JSON.stringify(lib)};
     export async function open() {
       const run = mkdtempSync(join(${JSON.stringify(folder)}, "run-"));
       await createRunKeys(run);
       const keys = await readRunKeys(run, "server");
       const server = await startServer({ keys, address: "127.0.0.1", handle: async () => "ok" });
       const client = createClient({ keys: await readRunKeys(run, "owner"), resolveEndpoint: async () => server });
       await client.request({ verb: "trigger" });
       return { server, client };
     }`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function run(script: string): Promise<{ code: number | null; signal: string | null; stderr: string }> {
  const path = join(folder, `${Math.random()}.mjs`);
  await writeFile(
    path,
    `import { Worker, isMainThread, parentPort } from "node:worker_threads";\nimport { open } from "./open.mjs";\n${script}`,
  );
  const child = spawn(process.execPath, [path], { stdio: ["ignore", "inherit", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return { code, signal, stderr };
}

const thread = (inside: string, outside: string): string => `
  if (isMainThread) {
    const thread = new Worker(new URL(import.meta.url));
    ${outside}
  } else {
    const { server, client } = await open();
    ${inside}
  }`;

test.each([
  ["process.exit with all open", "await open(); process.exit(0);"],
  [
    "process.exit within a request",
    "const { client } = await open(); void client.request({ verb: 'trigger' }); process.exit(0);",
  ],
  ["an idle client keeps no process alive", "const { server } = await open(); await server.close();"],
  [
    "a server that is aborted",
    "const { server } = await open(); await server.close(); await server.close();",
  ],
  ["a thread that closes", thread("client.close(); await server.close();", "")],
  ["a thread that exits with all open", thread("process.exit(0);", "")],
])("%s ends with code 0", async (_, script) => {
  expect(await run(script)).toEqual({ code: 0, signal: null, stderr: "" });
});
