import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureFunctions, writeFunctions } from "../../src/capture/index.js";
import type { Learner } from "../../src/learner/index.js";
import { door } from "../../src/runner/door.js";
import type { ShippedToPool } from "../../src/runner/index.js";

/** Captures a learner (and an initializer) for a pool, as the library's door does. */
export async function ship(learner: Learner, initializer?: () => unknown): Promise<ShippedToPool> {
  const folder = await mkdtemp(join(tmpdir(), "shipped-"));
  await writeFunctions(folder, captureFunctions([{ learner, initializer }], { door }));
  return { folder, index: 0, dispose: () => rm(folder, { recursive: true, force: true }) };
}
