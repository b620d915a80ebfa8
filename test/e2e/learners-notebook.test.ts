// examples/learners.ipynb in a real tslab kernel: what it prints is what is kept in it, and every picture is there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as library from "../../src/learner/index.js";
import { repository, startKernel } from "../kernel-driver/index.js";

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}
interface Cell {
  readonly cell_type: "code" | "markdown";
  readonly source: readonly string[];
  readonly outputs: readonly Output[];
}

const text = (lines: string | readonly string[] = ""): string =>
  typeof lines === "string" ? lines : lines.join("");
/** Without what tslab says of itself when a file that it watches changes meanwhile: other tests build and write. */
const ownWords = (stderr: string): string =>
  stderr
    .split("\n")
    .filter(
      (line) => !/Unexpected pending rebuildTimer|^\s+at .*[/\\](@?tslab|node:internal)[/\\]/.test(line),
    )
    .join("\n")
    .trim();
const file = join(repository, "examples/learners.ipynb");
const { cells } = JSON.parse(readFileSync(file, "utf8")) as { cells: readonly Cell[] };
const code = cells.filter((cell) => cell.cell_type === "code");

test(
  "every cell runs, prints what is kept in the notebook, and shows as many pictures",
  { timeout: 300_000 },
  async () => {
    const kernel = await startKernel();
    try {
      for (const { source, outputs } of code) {
        const { status, stdout, stderr, displays } = await kernel.run(text(source));
        expect({ status, words: ownWords(stderr) }, text(source)).toEqual({ status: "ok", words: "" });
        const kept = outputs.filter(({ name }) => name === "stdout").map((output) => text(output.text));
        expect(stdout, text(source)).toBe(kept.join(""));
        const pictures = outputs.filter(({ data }) => data?.["text/html"] !== undefined);
        expect(displays.filter((data) => data["text/html"] !== undefined)).toHaveLength(pictures.length);
        for (const { data } of pictures) expect(text(data!["text/html"])).toMatch(/^<(svg|figure)/);
      }
    } finally {
      await kernel.close();
    }
  },
);

test("it has every learner, and is small", () => {
  const all = code.map(({ source }) => text(source)).join("\n");
  const names = Object.keys(library).filter((name) =>
    /^([A-Z]\w*Learner|Learner)(1D|2D|ND)?$|^DataSaver$/.test(name),
  );
  expect(names).toHaveLength(9);
  for (const name of names) expect(all).toContain(`new ${name === "BalancingLearner" ? "" : name}`);
  expect(all).toContain("BalancingLearner.fromProduct");
  expect(readFileSync(file).length).toBeLessThan(600_000);
});
