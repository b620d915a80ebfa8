import { AdaptiveSchedulerError } from "../protocol/index.js";

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

/** Decodes Z85, ZeroMQ's text form of binary keys (RFC 32): 5 characters stand for 4 bytes. */
export function decodeZ85(text: string): Buffer {
  if (text.length % 5 !== 0) throw notZ85();
  const bytes = Buffer.alloc((text.length / 5) * 4);
  for (let group = 0; group * 5 < text.length; group++) {
    let value = 0;
    for (const character of text.slice(group * 5, group * 5 + 5)) {
      const digit = ALPHABET.indexOf(character);
      if (digit < 0) throw notZ85();
      value = value * 85 + digit;
    }
    if (value > 0xffffffff) throw notZ85();
    bytes.writeUInt32BE(value, group * 4);
  }
  return bytes;
}

// Never shows the text: it may be a secret key.
function notZ85(): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError("bad-key", "A key is not Z85 text (40 characters for a CURVE key).");
}
