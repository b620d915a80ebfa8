import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { reportApi } from "./api-report.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

// Names that users rely on are not changed by the way: `npx vitest run test/package/api.test.ts -u` writes the lists
// anew, and what changed in them is to be read before it is committed.
test.each(["index", "learner/index", "protocol/index"])(
  "the public surface of %s is the one written down",
  async (door) => {
    const report = reportApi(root, `lib/${door}.d.ts`);
    expect(report.length).toBeGreaterThan(500);
    await expect(report).toMatchFileSnapshot(`api/${door.replace("/index", "")}.txt`);
  },
);
