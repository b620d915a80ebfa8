import { chmod, lstat, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunKeys, readRunKeys } from "../../src/transport/keys.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "keys-"));
  await createRunKeys(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const keyFile = (name: string): string => join(folder, "keys", name);

test("keys are private and appear whole", async () => {
  expect(await readdir(folder)).toEqual(["keys"]);
  expect((await lstat(join(folder, "keys"))).mode & 0o777).toBe(0o700);
  for (const name of ["server.key", "worker.key", "owner.key"]) {
    expect((await lstat(keyFile(name))).mode & 0o777).toBe(0o600);
  }
});

test("each role reads what it needs and no more", async () => {
  const server = await readRunKeys(folder, "server");
  const worker = await readRunKeys(folder, "worker");
  const owner = await readRunKeys(folder, "owner");
  expect(server.workerPublicKey).toBe(worker.publicKey);
  expect(server.ownerPublicKey).toBe(owner.publicKey);
  expect(Object.keys(worker).sort()).toEqual(["publicKey", "role", "secretKey"]);
  expect(new Set([server.secretKey, worker.secretKey, owner.secretKey]).size).toBe(3);
});

test("keys are never made twice", async () => {
  const before = await readRunKeys(folder, "owner");
  await expect(createRunKeys(folder)).rejects.toMatchObject({ code: "keys-exist" });
  expect(await readRunKeys(folder, "owner")).toEqual(before);
  expect(await readdir(folder)).toEqual(["keys"]);
});

test.each([0o640, 0o604, 0o660, 0o644])("a key file of mode %o is refused", async (mode) => {
  await chmod(keyFile("worker.key"), mode);
  await expect(readRunKeys(folder, "worker")).rejects.toMatchObject({ code: "unsafe-keys" });
  await expect(readRunKeys(folder, "server")).rejects.toThrow(/worker\.key.*chmod 600/);
});

test.each([0o750, 0o701, 0o755])("a key folder of mode %o is refused", async (mode) => {
  await chmod(join(folder, "keys"), mode);
  await expect(readRunKeys(folder, "owner")).rejects.toThrow(/chmod 700/);
});

test("a link in place of a key file or of the folder is refused", async () => {
  await rename(keyFile("owner.key"), keyFile("real.key"));
  await symlink("real.key", keyFile("owner.key"));
  await expect(readRunKeys(folder, "owner")).rejects.toMatchObject({ code: "no-keys" });
  await rename(join(folder, "keys"), join(folder, "elsewhere"));
  await symlink("elsewhere", join(folder, "keys"));
  await expect(readRunKeys(folder, "worker")).rejects.toMatchObject({ code: "unsafe-keys" });
});

test.runIf(process.geteuid?.() === 0)("keys of another user are refused", async () => {
  const { chown } = await import("node:fs/promises");
  await chown(keyFile("worker.key"), 12345, 12345);
  await expect(readRunKeys(folder, "worker")).rejects.toThrow(/belongs to user 12345/);
});

test("a file without a key pair is refused without showing it", async () => {
  await writeFile(keyFile("owner.key"), '{"publicKey":"short","secretKey":"hush"}');
  const error: Error = await readRunKeys(folder, "owner").then(
    () => new Error("read"),
    (thrown: Error) => thrown,
  );
  expect(error).toMatchObject({ code: "bad-key" });
  expect(error.message).not.toContain("hush");
});
