// The bar of a big run's start, in a real tslab kernel.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository, startKernel, type CellResult } from "../kernel-driver/index.js";

/** Texts that a cell showed or replaced. */
const textsOf = ({ messages }: CellResult): string[] =>
  messages.flatMap(({ content }) => {
    const data = content["data"] as Readonly<Record<string, unknown>> | undefined;
    return typeof data?.["text/plain"] === "string" ? [data["text/plain"]] : [];
  });

const START = (jobName: string, quiet: boolean): string => `
const ${jobName} = new RunManager(new Local({ cores: 1 }), learners, fnames, {
  jobName: "${jobName}", goal: 1e9, quiet: ${String(quiet)},
});
await ${jobName}.start();
await ${jobName}.cancel();
`;

test("a big run shows how far its start is, a quiet one does not", { timeout: 180_000 }, async () => {
  await mkdir(join(repository, "data"), { recursive: true });
  const folder = await mkdtemp(join(repository, "data", "progress-"));
  const kernel = await startKernel({ cwd: folder });
  try {
    const prepared = await kernel.run(`
import { Learner1D, Local, RunManager } from "adaptive-scheduler";
const factors = Array.from({ length: 12000 }, (_, i) => i);
const learners = factors.map((factor) => new Learner1D((x: number) => factor * x, { bounds: [0, 1] }));
const fnames = factors.map((factor) => \`data/\${factor}.arrow\`);`);
    expect(prepared.stderr).toBe("");
    const loud = await kernel.run(START("loud", false));
    expect(loud.stderr).toBe("");
    expect(textsOf(loud).at(-1)).toMatch(/^capturing functions █{30} 100%$/);
    const quiet = await kernel.run(START("quiet", true));
    expect([quiet.status, textsOf(quiet)]).toEqual(["ok", []]);
  } finally {
    await kernel.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
