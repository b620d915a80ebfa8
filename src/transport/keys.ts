import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdtemp, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { curveKeyPair } from "zeromq";
import { AdaptiveSchedulerError, RUN_FOLDER } from "../protocol/index.js";

/** A CURVE key pair as Z85 text. */
export interface KeyPair {
  readonly publicKey: string;
  readonly secretKey: string;
}

/** What a manager holds: its own pair, and whom it lets in. */
export interface ServerKeys extends KeyPair {
  readonly role: "server";
  readonly workerPublicKey: string;
  readonly ownerPublicKey: string;
}

/** What a job's worker or the run's owner holds. */
export interface ClientKeys extends KeyPair {
  readonly role: "worker" | "owner";
}

/** Names a public key in 16 hexadecimal digits: for comparing and showing, never for letting anybody in. */
export function keyFingerprint(publicKey: string): string {
  return createHash("sha256").update(publicKey).digest("hex").slice(0, 16);
}

const PARTIES = ["server", "worker", "owner"] as const;
type Party = (typeof PARTIES)[number];

/**
 * Makes `keys/` in a run folder: one new CURVE key pair each for the server, the workers and the owner.
 *
 * The folder is 0700, its files 0600 and created exclusively; it appears whole, by a rename.
 * Throws with code `keys-exist` when the run has keys already.
 */
export async function createRunKeys(runFolder: string): Promise<void> {
  const target = join(runFolder, RUN_FOLDER.keys);
  const draft = await mkdtemp(join(runFolder, ".keys-"));
  try {
    for (const party of PARTIES) await writeKeyFile(join(draft, `${party}.key`), curveKeyPair());
    // A rename replaces at most an empty folder, so no keys are ever overwritten.
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (!["ENOTEMPTY", "EEXIST"].includes(codeOf(cause))) throw cause;
    throw new AdaptiveSchedulerError("keys-exist", `${target} exists already: this run has its keys.`, {
      cause,
    });
  }
}

/** Reads what `role` needs of a run's keys. Throws with code `unsafe-keys` when others than this user could read them. */
export function readRunKeys(runFolder: string, role: "server"): Promise<ServerKeys>;
export function readRunKeys(runFolder: string, role: "worker" | "owner"): Promise<ClientKeys>;
export async function readRunKeys(runFolder: string, role: Party): Promise<ServerKeys | ClientKeys> {
  const folder = join(runFolder, RUN_FOLDER.keys);
  const stat = await lstat(folder).catch((cause: unknown) => {
    throw new AdaptiveSchedulerError("no-keys", `The run has no keys: ${folder} cannot be read.`, { cause });
  });
  if (!stat.isDirectory()) throw unsafe(folder, "it is not a folder", 0o700);
  refuseLax(folder, stat, 0o700);
  const own = await readKeyFile(join(folder, `${role}.key`));
  if (role !== "server") return { role, ...own };
  const worker = await readKeyFile(join(folder, "worker.key"));
  const owner = await readKeyFile(join(folder, "owner.key"));
  return { role, ...own, workerPublicKey: worker.publicKey, ownerPublicKey: owner.publicKey };
}

async function writeKeyFile(path: string, pair: KeyPair): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(pair)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readKeyFile(path: string): Promise<KeyPair> {
  // O_NOFOLLOW: a link could lead to a file that its owner changes later.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    throw new AdaptiveSchedulerError("no-keys", `The key file ${path} cannot be read.`, { cause });
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unsafe(path, "it is not a plain file", 0o600);
    refuseLax(path, stat, 0o600);
    return parseKeyPair(path, await file.readFile("utf8"));
  } finally {
    await file.close();
  }
}

function parseKeyPair(path: string, text: string): KeyPair {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const { publicKey, secretKey } = (value ?? {}) as Partial<Record<keyof KeyPair, unknown>>;
  if (!isKey(publicKey) || !isKey(secretKey)) {
    throw new AdaptiveSchedulerError("bad-key", `The key file ${path} holds no key pair.`);
  }
  return { publicKey, secretKey };
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value.length === 40;
}

function refuseLax(path: string, stat: { readonly mode: number; readonly uid: number }, mode: number): void {
  const uid = process.geteuid?.();
  if (uid !== undefined && stat.uid !== uid)
    throw unsafe(path, `it belongs to user ${stat.uid}, not to this user (${uid})`, mode);
  if ((stat.mode & 0o077) !== 0)
    throw unsafe(path, `others may use it (mode ${(stat.mode & 0o7777).toString(8)})`, mode);
}

function unsafe(path: string, why: string, mode: number): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError(
    "unsafe-keys",
    `${path} does not keep a secret: ${why}. If nobody else has read it, run chmod ${mode.toString(8)} on it; else start a new run.`,
    { details: { path } },
  );
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}
