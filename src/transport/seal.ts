import { createHmac, createPrivateKey, createPublicKey, diffieHellman, timingSafeEqual } from "node:crypto";
import { decodeZ85 } from "./z85.js";

// CURVE keys are X25519 keys; these are the fixed DER prefixes of a raw one (RFC 8410).
const PKCS8_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex");
const SPKI_PREFIX = Buffer.from("302a300506032b656e032100", "hex");

/** Signs and checks the frames of one pair of keys. */
export interface Seal {
  /** The 32 bytes that go behind a body. */
  sign(body: Buffer): Buffer;
  isValid(body: Buffer, signature: Buffer): boolean;
}

/**
 * Makes the seal that the holders of two CURVE key pairs share: each side knows its own secret key and the
 * other's public key.
 *
 * ZAP proves that a peer holds an allowed key, but zeromq's Node binding does not tell a message's reader which
 * one. So the owner of a run seals each request with what only the owner's and the server's keys give: an
 * HMAC-SHA256 whose key is their X25519 agreement. Whoever cannot seal is a worker.
 */
export function createSeal(secretKey: string, otherPublicKey: string): Seal {
  const agreement = diffieHellman({
    privateKey: createPrivateKey({
      key: Buffer.concat([PKCS8_PREFIX, decodeZ85(secretKey)]),
      format: "der",
      type: "pkcs8",
    }),
    publicKey: createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, decodeZ85(otherPublicKey)]),
      format: "der",
      type: "spki",
    }),
  });
  const key = createHmac("sha256", agreement).update("adaptive-scheduler owner request 1").digest();
  const sign = (body: Buffer): Buffer => createHmac("sha256", key).update(body).digest();
  return {
    sign,
    isValid: (body, signature) => signature.length === 32 && timingSafeEqual(signature, sign(body)),
  };
}
