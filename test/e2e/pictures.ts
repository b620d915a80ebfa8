import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { onTestFailed } from "vitest";
import type { Browser } from "../browser/chromium.js";
import { repository } from "../kernel-driver/index.js";

/** Set to 1, the pictures of the README are taken anew. */
const isReadmeUpdate = process.env["ADAPTIVE_UPDATE_IMAGES"] === "1";

let taken = 0;

/** Keeps a picture of a page in test-results/, to be looked at. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = join(repository, "test-results");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${String(taken++).padStart(2, "0")}-${name}.png`) });
}

/** Takes a picture for the README, when that is asked for; down to the end of `last` only, if it is given. */
export async function takeReadmePicture(element: Locator, name: string, last?: Locator): Promise<void> {
  if (!isReadmeUpdate) return;
  const folder = join(repository, "examples", "images");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  const [whole, end] = [await element.boundingBox(), (await last?.boundingBox()) ?? null];
  if (whole === null || end === null) return void (await element.screenshot({ path }));
  await element.page().screenshot({ path, clip: { ...whole, height: end.y + end.height - whole.y } });
}

/** Keeps pictures of all pages when the test fails. */
export function picturesOnFailure(browser: Browser): void {
  onTestFailed(async () => {
    for (const page of browser.context.pages()) await takePicture(page, "failed");
  });
}
