import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Bundles the page's half of the element tests. */
export async function bundleHarness(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL("harness-page.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  return result.outputFiles[0]!.text;
}

const LIGHT = `html { color-scheme: light; background: #fff; color: #212121 }`;
const DARK = `html { color-scheme: dark; background: #1e1e1e; color: #e6e6e6 }`;

/** Opens an empty page that has the elements and what makes states. */
export async function openPage(page: Page, script: string, dark = false): Promise<void> {
  await page.setContent(
    `<!doctype html><html lang="en"><head><title>state</title><style>${dark ? DARK : LIGHT} body { margin: 12px; font-family: sans-serif }</style></head><body><main></main></body></html>`,
  );
  await page.addScriptTag({ content: script });
}

let axeSource: string | null = null;

/** Fails when axe finds something serious on the page. */
export async function expectAccessible(page: Page): Promise<void> {
  axeSource ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{
          violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations: found } = await axe.run();
    return found
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`,
      );
  });
  expect(violations).toEqual([]);
}
