import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether this process may mount a small tmpfs; an ordinary user may not. Says so when tests are left out for it. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "full-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    console.warn("The full-disk tests are left out: they need the right to mount a tmpfs (root).");
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes a file until the disk is full. Returns a function that frees the space. */
export function fillDisk(folder: string): () => void {
  const path = join(folder, "ballast");
  const file = openSync(path, "w");
  try {
    for (;;) writeSync(file, Buffer.alloc(4096));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
  return () => rmSync(path);
}
